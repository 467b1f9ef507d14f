package io.dabiao.declare;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Indicator.Amendment;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The promises of one year as the draft of a later one. */
public final class CarryForward {

    /** How the note begins; one from an earlier year gives way to the new one. */
    private static final String CARRIED = "本申报沿用";

    private CarryForward() {}

    /**
     * A draft for {@code year}: the targets in force at the end of the newest declaration's period, measured from the
     * period's start, with a note that says where they come from.
     *
     * <p>The budget is the old one's as it was at last, as the only amount known.
     *
     * @throws IllegalArgumentException where {@code year} is not after the declaration's
     */
    public static Declaration to(Declaration newest, int year) {
        if (year <= newest.year()) {
            throw new IllegalArgumentException(year + " is not after the declared year " + newest.year());
        }
        Period period = moved(newest.period(), year);
        List<String> notes = new ArrayList<>(newest.notes());
        notes.removeIf(note -> note.startsWith(CARRIED));
        notes.add(CARRIED + newest.year() + "年度的绩效目标，为" + year + "年度草案，批准前不告警、不出报告");
        return new Declaration(
                newest.project(),
                newest.name(),
                newest.formerNames(),
                year,
                newest.office(),
                period,
                newest.budget().on(newest.period().until().minusDays(1)),
                newest.goal(),
                notes,
                newest.indicators().stream()
                        .map(indicator -> moved(indicator, newest.period(), period))
                        .toList(),
                newest.probes(),
                newest.loads(),
                newest.maintenance(),
                newest.series(),
                newest.queries(),
                newest.profile());
    }

    /** A month's last day stays the month's last: the end of February is the 28th or the 29th. */
    private static Period moved(Period period, int year) {
        LocalDate last = period.until().minusDays(1);
        boolean monthEnd = last.getDayOfMonth() == last.lengthOfMonth();
        LocalDate moved = last.withYear(year);
        LocalDate to = monthEnd ? moved.with(TemporalAdjusters.lastDayOfMonth()) : moved;
        return new Period(period.from().withYear(year), to.plusDays(1), period.zone());
    }

    private static Indicator moved(Indicator old, Period from, Period to) {
        List<Amendment> amendments = old.amendments();
        Optional<Amendment> last =
                amendments.isEmpty() ? Optional.empty() : Optional.of(amendments.get(amendments.size() - 1));
        Optional<Printed> printed = last.flatMap(Amendment::printed).or(old::printed);
        Optional<Target> target = last.map(Amendment::target).or(old::target);
        Indicator.Remarks remarks = old.remarks();
        return new Indicator(
                old.id(),
                old.name(),
                old.formerNames(),
                old.level1(),
                old.level2(),
                old.declaredIn(),
                printed,
                target.map(promised -> fitted(promised, old.behaviour(), from, to)),
                List.of(),
                old.behaviour(),
                old.measure(),
                old.cadence(),
                // Measuring had begun by the end of the old year, so it covers the new one from its start.
                Optional.empty(),
                old.atRiskBelow(),
                new Indicator.Remarks(
                        last.map(amended -> amended.because() + "（" + amended.by() + "）")
                                .or(remarks::reading),
                        remarks.narrative(),
                        remarks.note(),
                        remarks.owner(),
                        remarks.points()),
                old.live(),
                old.patience());
    }

    /** 366 days promised of a leap year cannot be kept in another; they were all its days, and so they remain. */
    private static Target fitted(Target target, Behaviour behaviour, Period from, Period to) {
        BigDecimal before = BigDecimal.valueOf(ChronoUnit.DAYS.between(from.from(), from.until()));
        BigDecimal now = BigDecimal.valueOf(ChronoUnit.DAYS.between(to.from(), to.until()));
        boolean tooMany = behaviour == Behaviour.DAYS
                && target.value().compareTo(before) <= 0
                && target.value().compareTo(now) > 0;
        return tooMany ? new Target(target.operator(), now, target.unit(), target.nature()) : target;
    }
}
