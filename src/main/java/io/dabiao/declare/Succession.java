package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Declaration.Adjustment;
import io.dabiao.core.declaration.Declaration.Budget;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Indicator.Amendment;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Dimension;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version that is in force from a day within the year, after another: what it promises again are amendments of what the
 * other promised. So months and weeks that closed before the day are judged by the target then in force, and papers print both.
 *
 * @param from the first day of the newer one
 * @param because why there is a newer one
 * @param by who put it in force
 */
record Succession(Declaration former, Declaration newer, LocalDate from, String because, String by) {

    /** What the newer one says otherwise than the targets and the budget stays as it says it. */
    Declaration declaration() {
        return new Declaration(
                newer.project(),
                newer.name(),
                newer.formerNames(),
                newer.year(),
                newer.office(),
                newer.period(),
                budget(),
                newer.goal(),
                newer.notes(),
                newer.indicators().stream().map(this::indicator).toList(),
                newer.probes(),
                newer.loads(),
                newer.maintenance(),
                newer.series(),
                newer.queries(),
                newer.profile());
    }

    private Budget budget() {
        Budget first = former.budget();
        List<Adjustment> adjustments = new ArrayList<>(first.adjustments().stream()
                .filter(one -> one.from().isBefore(from))
                .toList());
        Budget then = newer.budget().on(from);
        if (!sameAmounts(first.on(from.minusDays(1)), then)) {
            adjustments.add(new Adjustment(from, plain(then), because, by));
        }
        newer.budget().adjustments().stream()
                .filter(one -> one.from().isAfter(from))
                .forEach(adjustments::add);
        return new Budget(first.total(), first.treasury(), first.carriedOver(), first.other(), adjustments);
    }

    private static Budget plain(Budget budget) {
        return new Budget(budget.total(), budget.treasury(), budget.carriedOver(), budget.other());
    }

    private static boolean sameAmounts(Budget one, Budget other) {
        return same(one.total(), other.total())
                && same(one.treasury(), other.treasury())
                && same(one.carriedOver(), other.carriedOver())
                && same(one.other(), other.other());
    }

    private static boolean same(BigDecimal one, BigDecimal other) {
        return one.compareTo(other) == 0;
    }

    /** What was promised on a day. */
    private record Promised(Optional<Printed> printed, Optional<Target> target) {

        /** The last one that holds on the day before {@code day}, or on it. */
        static Promised until(Indicator indicator, LocalDate day, boolean onTheDay) {
            Promised found = new Promised(indicator.printed(), indicator.target());
            for (Amendment amendment : indicator.amendments()) {
                if (amendment.from().isBefore(day)
                        || onTheDay && amendment.from().equals(day)) {
                    found = new Promised(amendment.printed(), Optional.of(amendment.target()));
                }
            }
            return found;
        }
    }

    private Indicator indicator(Indicator now) {
        Optional<Indicator> old = former.indicator(now.id());
        Promised promised = Promised.until(now, from, true);
        if (promised.target().isEmpty()
                || old.filter(one -> !comparable(one, now)).isPresent()) {
            return now; // Nothing to put beside each other: the one withdrew the promise, or measures other things.
        }
        List<Amendment> amendments = new ArrayList<>();
        old.ifPresent(one -> one.amendments().stream()
                .filter(amendment -> amendment.from().isBefore(from))
                .forEach(amendments::add));
        Promised then = old.map(one -> Promised.until(one, from, false))
                .orElse(new Promised(Optional.empty(), Optional.empty()));
        if (!promised.equals(then)) {
            amendments.add(
                    new Amendment(from, promised.printed(), promised.target().get(), because, by));
        }
        now.amendments().stream()
                .filter(amendment -> amendment.from().isAfter(from))
                .forEach(amendments::add);
        return now.promising(old.flatMap(Indicator::printed), old.flatMap(Indicator::target), amendments);
    }

    /** Whether the months of the newer measure can be judged by the older target. */
    private static boolean comparable(Indicator old, Indicator now) {
        return dimensions(now).containsAll(dimensions(old));
    }

    private static List<Dimension> dimensions(Indicator indicator) {
        List<Target> all = new ArrayList<>();
        indicator.target().ifPresent(all::add);
        indicator.amendments().forEach(amendment -> all.add(amendment.target()));
        return all.stream().map(target -> target.unit().dimension()).distinct().toList();
    }
}
