package io.dabiao.page.enter;

import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.store.CorrectionLog;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** Figures before and after, as people are told of them. */
final class Changes {

    private Changes() {}

    static String words(CorrectionLog.Change change, Messages messages) {
        return messages.of(
                "changed",
                change.name(),
                value(shown(change).before(), change, messages),
                value(shown(change).after(), change, messages),
                messages.of(Verdict.ofWord(change.verdictAfter())));
    }

    private static Digits.Change shown(CorrectionLog.Change change) {
        return Digits.change(change.before(), change.after());
    }

    private static String value(BigDecimal value, CorrectionLog.Change change, Messages messages) {
        return value == null
                ? messages.of("noValue")
                : (Numbers.whole(value) + " " + Objects.toString(change.unit(), "")).strip();
    }

    private static Cell number(BigDecimal value, BigDecimal shown, CorrectionLog.Change change, Messages messages) {
        return value == null ? Cell.text(messages.of("noValue")) : Cell.number(value, value(shown, change, messages));
    }

    /** Of the projects that the one who looks may know of. */
    static DataTable<CorrectionLog.Change> listing(
            PageContext pageContext, String name, String empty, List<CorrectionLog.Change> changes, Messages messages) {
        return new DataTable<CorrectionLog.Change>(pageContext, "figures", name)
                .column(
                        "name",
                        messages.of("indicator"),
                        one -> Cell.link(
                                        one.name(),
                                        "/years/" + one.year() + "/" + Paths.encoded(one.project()) + "/"
                                                + Paths.encoded(one.indicator()))
                                .detail(one.year() + " · " + one.project()))
                .column(
                        "before",
                        messages.of("before"),
                        one -> number(one.before(), shown(one).before(), one, messages))
                .column(
                        "after",
                        messages.of("after"),
                        one -> number(one.after(), shown(one).after(), one, messages))
                .column(
                        "verdictBefore",
                        messages.of("verdictBefore"),
                        one -> Cell.verdict(Verdict.ofWord(one.verdictBefore()), messages))
                .column(
                        "verdictAfter",
                        messages.of("verdictAfter"),
                        one -> Cell.verdict(Verdict.ofWord(one.verdictAfter()), messages))
                .rows(changes.stream()
                        .filter(one -> pageContext.sees(one.project()))
                        .toList())
                .empty(empty);
    }
}
