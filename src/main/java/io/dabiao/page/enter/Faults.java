package io.dabiao.page.enter;

import io.dabiao.page.Say;
import io.dabiao.problem.Problem;
import io.dabiao.report.Language;
import java.util.Locale;

/** What is wrong, in the page's words where it has any, else as the service says it. */
final class Faults {

    private Faults() {}

    static String words(Problem problem, Say say) {
        Object chinese = problem.body().get("detailZh");
        return words(problem.title(), problem.getMessage(), chinese == null ? null : chinese.toString(), say);
    }

    /** @param detailZh null where it is said in English only */
    static String words(String title, String detail, String detailZh, Say say) {
        String key = "fault_" + title.toLowerCase(Locale.ROOT).replace(' ', '_');
        if (detailZh != null && say.language() == Language.ZH) {
            return detailZh;
        }
        return say.has(key) && detailZh == null ? say.of(key) : detail;
    }
}
