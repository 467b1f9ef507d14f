package io.dabiao.page.enter;

import io.dabiao.core.Digits;
import io.dabiao.core.Verdict;
import io.dabiao.page.Cell;
import io.dabiao.page.Listing;
import io.dabiao.page.Numbers;
import io.dabiao.page.Paths;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.store.CorrectionLog;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** Figures before and after, as people are told of them. */
final class Changes {

    private Changes() {}

    static String words(CorrectionLog.Change change, Say say) {
        return say.of(
                "changed",
                change.name(),
                value(shown(change).before(), change, say),
                value(shown(change).after(), change, say),
                say.of(Verdict.ofWord(change.verdictAfter())));
    }

    private static Digits.Change shown(CorrectionLog.Change change) {
        return Digits.change(change.before(), change.after());
    }

    private static String value(BigDecimal value, CorrectionLog.Change change, Say say) {
        return value == null
                ? say.of("noValue")
                : (Numbers.whole(value) + " " + Objects.toString(change.unit(), "")).strip();
    }

    private static Cell number(BigDecimal value, BigDecimal shown, CorrectionLog.Change change, Say say) {
        return value == null ? Cell.text(say.of("noValue")) : Cell.number(value, value(shown, change, say));
    }

    /** Of the projects that whoever looks may know of. */
    static Listing<CorrectionLog.Change> listing(
            Visit visit, String name, String empty, List<CorrectionLog.Change> changes, Say say) {
        return new Listing<CorrectionLog.Change>(visit, "figures", name)
                .column(
                        "name",
                        say.of("indicator"),
                        one -> Cell.link(
                                        one.name(),
                                        "/years/" + one.year() + "/" + Paths.encoded(one.project()) + "/"
                                                + Paths.encoded(one.indicator()))
                                .detail(one.year() + " · " + one.project()))
                .column(
                        "before",
                        say.of("before"),
                        one -> number(one.before(), shown(one).before(), one, say))
                .column(
                        "after",
                        say.of("after"),
                        one -> number(one.after(), shown(one).after(), one, say))
                .column(
                        "verdictBefore",
                        say.of("verdictBefore"),
                        one -> Cell.verdict(Verdict.ofWord(one.verdictBefore()), say))
                .column(
                        "verdictAfter",
                        say.of("verdictAfter"),
                        one -> Cell.verdict(Verdict.ofWord(one.verdictAfter()), say))
                .rows(changes.stream().filter(one -> visit.sees(one.project())).toList())
                .empty(empty);
    }
}
