package io.dabiao.evaluate;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Coverage;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Spending;
import io.dabiao.core.evaluation.DayPoint;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.store.EventsExported;
import io.dabiao.store.FactsReader;
import io.dabiao.store.ImpactCalculator;
import io.dabiao.store.Position;
import io.dabiao.store.SeriesRegister;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Evaluates indicators from the stored facts. */
@ApplicationScoped
public class Assessor {

    private final Declarations declarations;
    private final SeriesRegister register;
    private final FactsReader reader;

    Assessor(Declarations declarations, SeriesRegister register, FactsReader reader) {
        this.declarations = declarations;
        this.register = register;
        this.reader = reader;
    }

    /** An indicator as the version that answers for it has it. */
    private record Asked(EffectiveDeclaration standing, Indicator indicator, OptionalInt filled) {
        Declaration declaration() {
            return standing.declaration();
        }
    }

    /**
     * What came of evaluating some indicators.
     *
     * @param assessments of those that could be evaluated, in the forms' order
     * @param failures of the others, each by itself
     */
    public record Assessed(List<Assessment> assessments, List<EvaluationFailed> failures) {}

    /**
     * The evaluations of a year's indicators at an instant. One that fails takes no other with it.
     *
     * @param wanted which indicators
     * @param at any instant; the facts before it take part
     */
    public Assessed assess(int year, Instant at, Predicate<Indicator> wanted) {
        Declarations.InForce inForce = declarations.inForce();
        return assess(inForce, year, at, wanted, reader);
    }

    /** The same of one set of declarations, from facts as somebody sees them. */
    Assessed assess(
            Declarations.InForce inForce,
            int year,
            Instant at,
            Predicate<Indicator> wanted,
            ImpactCalculator.View view) {
        List<EvaluationFailed> failures = new ArrayList<>();
        List<Asked> asked = new ArrayList<>();
        for (EffectiveDeclaration newest : inForce.year(year)) {
            EffectiveDeclaration effectiveDeclaration = newest.at(at);
            for (Indicator indicator : effectiveDeclaration.declaration().indicators()) {
                try {
                    if (wanted.test(indicator)) {
                        Asked one = answering(effectiveDeclaration, indicator);
                        Evaluation.needed(one.indicator(), one.declaration(), at);
                        asked.add(one);
                    }
                } catch (Throwable failed) { // Of any kind: one indicator never takes the others with it.
                    failures.add(failure(effectiveDeclaration, indicator, failed));
                }
            }
        }
        if (asked.isEmpty()) {
            return new Assessed(List.of(), failures);
        }
        List<Assessment> assessments = new ArrayList<>();
        WorkingCalendar calendar = inForce.calendar();
        Optional<FactsReader.Read> all = readTogether(asked, at, view);
        for (Asked one : asked) {
            try {
                FactsReader.Read read = all.isPresent() ? all.get() : read(List.of(one), List.of(), at, view);
                assessments.add(assessment(one, read, calendar));
            } catch (Throwable failed) { // As above.
                failures.add(failure(one.standing(), one.indicator(), failed));
            }
        }
        return new Assessed(assessments, failures);
    }

    /** Empty where something stored of one of them cannot be read: then each is read by itself, to find which. */
    private static Optional<FactsReader.Read> readTogether(List<Asked> asked, Instant at, ImpactCalculator.View view) {
        try {
            return Optional.of(read(asked, List.of(), at, view));
        } catch (RuntimeException unreadable) {
            if (unreadable instanceof EventsExported || Transactions.ofTheDatabase(unreadable)) {
                throw unreadable;
            }
            return Optional.empty();
        }
    }

    /**
     * What is to be said of a failure, where it is the indicator's own. One of the database is everybody's, and a virtual
     * machine that is out of memory too; too deep a recursion is not. Events that are in files of the archive alone are an answer to
     * the question that was asked, and no failure.
     */
    private static EvaluationFailed failure(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Throwable failed) {
        if (failed instanceof VirtualMachineError broken && !(failed instanceof StackOverflowError)) {
            throw broken;
        }
        if (failed instanceof RuntimeException unavailable
                && (failed instanceof EventsExported || Transactions.ofTheDatabase(failed))) {
            throw unavailable;
        }
        return new EvaluationFailed(effectiveDeclaration, indicator.id(), failed);
    }

    private static Assessment assessment(Asked one, FactsReader.Read read, WorkingCalendar calendar) {
        return new Assessment(
                one.standing(),
                one.indicator(),
                Evaluation.of(one.indicator(), one.declaration(), read.facts(), calendar, one.filled()),
                read.position(),
                one.filled(),
                Coverage.of(one.indicator(), one.declaration(), read.facts()));
    }

    /** Of one that is asked about by itself. @throws EvaluationFailed where it fails */
    private static <T> T demanded(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Supplier<T> evaluation) {
        try {
            return evaluation.get();
        } catch (Throwable failed) {
            throw failure(effectiveDeclaration, indicator, failed);
        }
    }

    /** @param more what else is read, from the first day of the declarations on */
    private FactsReader.Read read(List<Asked> asked, List<Series> more, Instant at) {
        return read(asked, more, at, reader);
    }

    private static FactsReader.Read read(List<Asked> asked, List<Series> more, Instant at, ImpactCalculator.View view) {
        Map<Series, LocalDate> since = new HashMap<>();
        asked.forEach(one -> Evaluation.needed(one.indicator(), one.declaration(), at)
                .forEach((series, from) ->
                        since.merge(series, from, (some, other) -> some.isBefore(other) ? some : other)));
        asked.stream()
                .map(one -> one.declaration().period().from())
                .min(Comparator.naturalOrder())
                .ifPresent(first -> more.forEach(series -> since.putIfAbsent(series, first)));
        LocalDate until = asked.stream()
                .map(one -> one.declaration().period().until())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return view.read(since, until, at);
    }

    /** The newest version whose measure is complete; where none is, the newest, with how far it has come. */
    private Asked answering(EffectiveDeclaration newest, Indicator indicator) {
        Asked first = new Asked(newest, indicator, filled(newest, indicator));
        if (first.filled().isEmpty() || newest.before().isEmpty()) {
            return first;
        }
        EffectiveDeclaration before = newest.before().get();
        return before.declaration()
                .indicator(indicator.id())
                .map(old -> new Asked(before, old, filled(before, old)))
                .filter(old -> old.filled().isEmpty())
                .orElse(first);
    }

    private OptionalInt filled(EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        long done = 0;
        long total = 0;
        boolean unready = false;
        for (Series series : indicator.series(effectiveDeclaration.declaration().zone())) {
            var kept = register.kept(series);
            if (kept.isEmpty() || !kept.get().ready()) {
                unready = true;
            }
            done += kept.map(SeriesRegister.Kept::done).orElse(0L);
            total += kept.map(SeriesRegister.Kept::total).orElse(0L);
        }
        return unready ? OptionalInt.of(total == 0 ? 0 : (int) (100 * done / total)) : OptionalInt.empty();
    }

    /**
     * One indicator with its course by month and by week.
     *
     * @param courses by grain; a month or week without a value is in it too
     * @param toDate what the value was at the end of each month or week, everything since the period's start taken together
     * @param days what each day alone says, of what is promised by days or measured by probes; else none
     */
    public record Detail(
            Assessment assessment,
            Map<Grain, List<Evaluation.Point>> courses,
            Map<Grain, List<Evaluation.Point>> toDate,
            List<DayPoint> days) {}

    /**
     * One indicator's evaluation and course; both as the version in force at the instant has them.
     *
     * @throws EvaluationFailed where it cannot be evaluated
     */
    public Detail detail(EffectiveDeclaration effectiveDeclaration, Indicator indicator, Instant at) {
        return demanded(effectiveDeclaration, indicator, () -> detailed(effectiveDeclaration, indicator, at));
    }

    private Detail detailed(EffectiveDeclaration effectiveDeclaration, Indicator indicator, Instant at) {
        WorkingCalendar calendar = declarations.inForce().calendar();
        Asked asked = answering(effectiveDeclaration, indicator);
        FactsReader.Read read = read(List.of(asked), List.of(), at);
        Facts facts = read.facts();
        Map<Grain, List<Evaluation.Point>> courses = new TreeMap<>();
        Map<Grain, List<Evaluation.Point>> toDate = new TreeMap<>();
        for (Grain grain : Grain.values()) {
            courses.put(
                    grain,
                    whole(asked, Evaluation.course(asked.indicator(), asked.declaration(), facts, calendar, grain)));
            toDate.put(
                    grain,
                    whole(
                            asked,
                            Evaluation.courseToDate(asked.indicator(), asked.declaration(), facts, calendar, grain)));
        }
        boolean byDays = asked.filled().isEmpty()
                && (asked.indicator().behaviour() == Behaviour.DAYS
                        || asked.indicator().measure().types().contains(Probe.TYPE));
        List<DayPoint> days =
                byDays ? Evaluation.days(asked.indicator(), asked.declaration(), facts, calendar) : List.of();
        return new Detail(assessment(asked, read, calendar), courses, toDate, days);
    }

    /** Without values while the measure is being filled: a part of the facts is no value. */
    private static List<Evaluation.Point> whole(Asked asked, List<Evaluation.Point> course) {
        return asked.filled().isEmpty()
                ? course
                : course.stream().map(Evaluation.Point::unknown).toList();
    }

    /**
     * All that a project's report rests on, of one view of the log.
     *
     * @param rows in the form's order
     * @param months the course of each row's value by month, in the same order
     * @param toDate what each row's value was at the end of each month, in the same order
     */
    public record Account(
            EffectiveDeclaration standing,
            List<Assessment> rows,
            List<List<Evaluation.Point>> months,
            List<List<Evaluation.Point>> toDate,
            Spending spending,
            Position position,
            WorkingCalendar calendar) {}

    /**
     * A project's evaluations, their courses and what was spent, before an instant at which the version was in force.
     *
     * @throws EvaluationFailed where one of its indicators cannot be evaluated: a report has all of its rows
     */
    public Account account(EffectiveDeclaration effectiveDeclaration, Instant at) {
        WorkingCalendar calendar = declarations.inForce().calendar();
        Declaration declaration = effectiveDeclaration.declaration();
        List<Asked> asked = declaration.indicators().stream()
                .map(indicator -> answering(effectiveDeclaration, indicator))
                .toList();
        FactsReader.Read read = read(asked, Spending.series(declaration), at);
        Facts facts = read.facts();
        return new Account(
                effectiveDeclaration,
                asked.stream()
                        .map(one -> demanded(one.standing(), one.indicator(), () -> assessment(one, read, calendar)))
                        .toList(),
                asked.stream()
                        .map(one -> Evaluation.course(one.indicator(), one.declaration(), facts, calendar, Grain.MONTH))
                        .toList(),
                asked.stream()
                        .map(one -> Evaluation.courseToDate(
                                one.indicator(), one.declaration(), facts, calendar, Grain.MONTH))
                        .toList(),
                Spending.of(declaration, facts),
                read.position(),
                calendar);
    }

    /**
     * What the projects of a year have spent before an instant, in yuan, by project. One of which nothing was heard is not in it.
     */
    public Map<String, BigDecimal> spent(int year, Instant at) {
        Map<String, BigDecimal> spent = new HashMap<>();
        List<EffectiveDeclaration> standings = declarations.inForce().year(year);
        Map<Series, LocalDate> since = new HashMap<>();
        LocalDate until = LocalDate.MIN;
        for (EffectiveDeclaration standing : standings) {
            Period period = standing.declaration().period();
            Spending.series(standing.declaration())
                    .forEach(series ->
                            since.merge(series, period.from(), (some, other) -> some.isBefore(other) ? some : other));
            until = until.isBefore(period.until()) ? period.until() : until;
        }
        if (since.isEmpty()) {
            return spent;
        }
        Facts facts = reader.read(since, until, at).facts();
        for (EffectiveDeclaration standing : standings) {
            BigDecimal total = Spending.of(standing.declaration(), facts).total();
            if (total.signum() != 0) {
                spent.put(standing.declaration().project(), total);
            }
        }
        return spent;
    }

    /** Every series that some declaration needs. */
    public Set<Series> needed() {
        Set<Series> needed = new LinkedHashSet<>();
        for (EffectiveDeclaration newest : declarations.inForce().byKey().values()) {
            for (EffectiveDeclaration effectiveDeclaration : newest.succession()) {
                Period period = effectiveDeclaration.declaration().period();
                effectiveDeclaration
                        .declaration()
                        .indicators()
                        .forEach(indicator -> needed.addAll(indicator.series(period.zone())));
                needed.addAll(Spending.series(effectiveDeclaration.declaration()));
            }
        }
        return needed;
    }
}
