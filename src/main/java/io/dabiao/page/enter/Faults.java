package io.dabiao.page.enter;

import io.dabiao.core.text.Language;
import io.dabiao.page.Messages;
import io.dabiao.problem.Problem;

/** What is wrong, in the page's words where it has any, else as the service says it. */
final class Faults {

    private Faults() {}

    static String words(Problem problem, Messages messages) {
        Object chinese = problem.body().get("detailZh");
        return words(
                problem.code().code(), problem.getMessage(), chinese == null ? null : chinese.toString(), messages);
    }

    /** @param detailZh null where it is said in English only */
    static String words(String code, String detail, String detailZh, Messages messages) {
        String key = "fault_" + code.replace('-', '_');
        if (detailZh != null && messages.language() == Language.ZH) {
            return detailZh;
        }
        return messages.has(key) && detailZh == null ? messages.of(key) : detail;
    }
}
