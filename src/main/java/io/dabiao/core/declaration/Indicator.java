package io.dabiao.core.declaration;

import io.dabiao.core.event.EventTypes;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Series;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was promised, with level, unit and direction.
 *
 * @param id unique in its project, such as {@code system-response-time}
 * @param name as printed
 * @param level1 as printed, such as 产出指标
 * @param level2 as printed, such as 时效指标
 * @param declaredIn the form's table, or only its narrative
 * @param printed empty where the form printed no target
 * @param target as read at the start of the year; empty where none is declared
 * @param amendments changes of the target during the year, in order
 * @param behaviour how it moves through the year
 * @param measure how its actual is computed
 * @param cadence after how long a silence of its sources the actual is stale
 * @param measuredFrom from when it is measured; the start of the period unless declared otherwise
 * @param atRiskBelow the probability of being met below which an open indicator is at risk; from 0 to 1
 * @param remarks what the narrative and the author add
 * @param live how it is watched from moment to moment; empty where it is not
 * @param patience how long and on how much a finding must stand before anybody is told
 * @param causes the sites on which those that its measure looks at depend, as its declaration says
 * @param schedule when what is promised is planned to come; empty where no plan is declared
 */
public record Indicator(
        String id,
        String name,
        List<String> formerNames,
        String level1,
        String level2,
        DeclaredIn declaredIn,
        Optional<Printed> printed,
        Optional<Target> target,
        List<Amendment> amendments,
        Behaviour behaviour,
        Measure measure,
        TemporalAmount cadence,
        Optional<LocalDate> measuredFrom,
        BigDecimal atRiskBelow,
        Remarks remarks,
        Optional<Live> live,
        Patience patience,
        List<String> causes,
        Optional<Schedule> schedule) {

    /** Where a declaration says nothing else. */
    public static final BigDecimal USUALLY_AT_RISK_BELOW = new BigDecimal("0.5");

    /** Where the promise stands. */
    public enum DeclaredIn {
        TABLE,
        NARRATIVE
    }

    /**
     * A target changed during the year.
     *
     * @param from the first day on which it is in force
     */
    public record Amendment(LocalDate from, Optional<Printed> printed, Target target, String because, String by) {}

    /**
     * @param reading why the printed words are read as they are
     * @param narrative where the narrative says something else, or more, than the table
     */
    public record Remarks(
            Optional<String> reading,
            Optional<String> narrative,
            Optional<String> note,
            Optional<String> owner,
            Optional<BigDecimal> points) {}

    public Indicator {
        formerNames = List.copyOf(formerNames);
        amendments = List.copyOf(amendments);
        causes = List.copyOf(causes);
    }

    /** One whose sites depend on nothing, and for which no plan is declared. */
    public Indicator(
            String id,
            String name,
            List<String> formerNames,
            String level1,
            String level2,
            DeclaredIn declaredIn,
            Optional<Printed> printed,
            Optional<Target> target,
            List<Amendment> amendments,
            Behaviour behaviour,
            Measure measure,
            TemporalAmount cadence,
            Optional<LocalDate> measuredFrom,
            BigDecimal atRiskBelow,
            Remarks remarks,
            Optional<Live> live,
            Patience patience) {
        this(
                id,
                name,
                formerNames,
                level1,
                level2,
                declaredIn,
                printed,
                target,
                amendments,
                behaviour,
                measure,
                cadence,
                measuredFrom,
                atRiskBelow,
                remarks,
                live,
                patience,
                List.of(),
                Optional.empty());
    }

    /** This indicator, whose sites depend on others. */
    Indicator because(List<String> sites) {
        return new Indicator(
                id,
                name,
                formerNames,
                level1,
                level2,
                declaredIn,
                printed,
                target,
                amendments,
                behaviour,
                measure,
                cadence,
                measuredFrom,
                atRiskBelow,
                remarks,
                live,
                patience,
                sites,
                schedule);
    }

    /**
     * What its live state is measured by: a look that failed because of another site says nothing of this moment of its own,
     * so that what a dozen sites depend on is told of once and not a dozen times.
     */
    Measure momentary() {
        if (causes.isEmpty()) {
            return measure;
        }
        return measure.selecting(selector -> selector.type().equals(Probe.TYPE) && !selector.compares(Probe.BECAUSE)
                ? selector.and(new Matcher(Probe.BECAUSE, Matcher.Comparison.EQUAL, ""))
                : selector);
    }

    /** This indicator with a plan. */
    public Indicator planned(Optional<Schedule> plan) {
        return new Indicator(
                id,
                name,
                formerNames,
                level1,
                level2,
                declaredIn,
                printed,
                target,
                amendments,
                behaviour,
                measure,
                cadence,
                measuredFrom,
                atRiskBelow,
                remarks,
                live,
                patience,
                causes,
                plan);
    }

    /** The target in force at an instant; empty where none is declared. */
    public Optional<Target> targetAt(Instant at, ZoneId zone) {
        Optional<Target> inForce = target;
        for (Amendment amendment : amendments) {
            if (!at.isBefore(amendment.from().atStartOfDay(zone).toInstant())) {
                inForce = Optional.of(amendment.target());
            }
        }
        return inForce;
    }

    /** This indicator with other promises. */
    public Indicator promising(Optional<Printed> first, Optional<Target> reading, List<Amendment> later) {
        return new Indicator(
                id,
                name,
                formerNames,
                level1,
                level2,
                declaredIn,
                first,
                reading,
                later,
                behaviour,
                measure,
                cadence,
                measuredFrom,
                atRiskBelow,
                remarks,
                live,
                patience,
                causes,
                schedule);
    }

    /** This indicator, deciding only on events that bear what the catalogue says they must. */
    public Indicator under(EventTypes types) {
        return measuring(measure.under(types));
    }

    /** This indicator with another measure of the same kind. */
    Indicator measuring(Measure other) {
        return new Indicator(
                id,
                name,
                formerNames,
                level1,
                level2,
                declaredIn,
                printed,
                target,
                amendments,
                behaviour,
                other,
                cadence,
                measuredFrom,
                atRiskBelow,
                remarks,
                live,
                patience,
                causes,
                schedule);
    }

    /** Everything that must be kept of events so that this indicator can be evaluated at any instant. */
    public List<Series> series(ZoneId zone) {
        List<Series> all = new ArrayList<>(measure.series(zone));
        for (String type : measure.types()) {
            all.add(Series.seen(zone, type));
            all.add(Series.vouched(zone, type));
        }
        all.addAll(Coverage.series(measure, zone));
        all.addAll(Losses.series(measure, causes, zone));
        all.addAll(Marked.series(measure, zone));
        if (live.isPresent() && !causes.isEmpty()) {
            all.addAll(momentary().series(zone));
        }
        return all;
    }
}
