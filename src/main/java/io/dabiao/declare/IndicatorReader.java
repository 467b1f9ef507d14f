package io.dabiao.declare;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Indicator.Amendment;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Patience;
import io.dabiao.core.declaration.Schedule;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.RemoteQuery;
import io.dabiao.core.measure.Reported;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import io.dabiao.yaml.Source;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The indicators of one declaration, one after the other; it remembers their ids and names. */
final class IndicatorReader {

    private static final List<String> LEVELS = List.of("产出指标", "效益指标", "满意度指标", "成本指标");
    private static final Map<String, String> LEVEL_WORDS =
            Cursor.words(LEVELS.toArray(String[]::new), Function.identity());
    private static final Map<String, Behaviour> BEHAVIOURS = Cursor.words(Behaviour.values(), Behaviour::word);
    private static final Map<String, Indicator.DeclaredIn> PLACES =
            Cursor.words(Indicator.DeclaredIn.values(), place -> place.name().toLowerCase(Locale.ROOT));
    private static final BigDecimal MOST_POINTS = BigDecimal.valueOf(1000);
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(10);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(92);
    private static final int MOST_SAMPLES = 1_000_000_000;
    private static final int LONGEST_CADENCE = 3660;

    private final Source source;
    private final List<String> projects;
    private final Optional<Period> period;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Set<RemoteQuery> queries = new LinkedHashSet<>();

    /**
     * @param projects the project's declared name and its former ones
     * @param period empty where it has a fault of its own
     */
    IndicatorReader(Source source, List<String> projects, Optional<Period> period) {
        this.source = source;
        this.projects = projects;
        this.period = period;
    }

    /**
     * What holds for an indicator that does not say it itself.
     *
     * @param measuredFrom from when it is measured
     * @param atRiskBelow the probability below which it is at risk
     */
    record Usually(Optional<LocalDate> measuredFrom, BigDecimal atRiskBelow) {}

    /** What the measures of the indicators read so far ask of a Prometheus. */
    List<RemoteQuery> queries() {
        return List.copyOf(queries);
    }

    Optional<Indicator> read(Cursor at, Usually usually) {
        return at.fields("an indicator").flatMap(fields -> read(fields, usually));
    }

    private Optional<Indicator> read(Fields fields, Usually usually) {
        int told = source.told();
        Optional<String> id = fields.required("id").flatMap(at -> at.id().filter(any -> once(ids, any, "an id", at)));
        Optional<String> name = fields.required("name").flatMap(this::name);
        List<String> former =
                fields.optional("formerNames").map(this::formerNames).orElse(List.of());
        Optional<String> level1 = fields.required("level1").flatMap(at -> at.oneOf(LEVEL_WORDS));
        Optional<String> level2 = fields.required("level2").flatMap(Cursor::text);
        Optional<Indicator.DeclaredIn> declaredIn = fields.optional("declaredIn")
                .map(at -> at.oneOf(PLACES))
                .orElse(Optional.of(Indicator.DeclaredIn.TABLE));
        Promise promise = promise(fields);
        Optional<Cursor> behaviourAt = fields.required("behaviour");
        Optional<Behaviour> behaviour = behaviourAt.flatMap(at -> at.oneOf(BEHAVIOURS));
        Optional<Cursor> measureAt = fields.required("measure");
        Reported reported = new Reported(projects, named(name, former), Optional.empty());
        Optional<Measure> measure = measureAt.flatMap(at -> new MeasureReader(reported, queries::add).read(at));
        Optional<TemporalAmount> cadence = fields.required("cadence").flatMap(IndicatorReader::cadence);
        Optional<LocalDate> measuredFrom = fields.optional("measuredFrom")
                .flatMap(at -> within(at, period))
                .or(usually::measuredFrom);
        BigDecimal atRiskBelow = fields.optional("atRiskBelow")
                .flatMap(IndicatorReader::probability)
                .orElse(usually.atRiskBelow());
        Optional<Cursor> scheduleAt = fields.optional("schedule");
        Optional<Schedule> schedule = scheduleAt.flatMap(at -> period.flatMap(of -> new ScheduleReader(of).read(at)));
        List<Promise> promises = new ArrayList<>(List.of(promise));
        List<Amendment> amendments = amendments(fields, promises);
        Indicator.Remarks remarks = remarks(fields, promise);
        Optional<Live> live = fields.optional("live").flatMap(at -> live(at, measure));
        Patience patience =
                fields.optional("alert").flatMap(IndicatorReader::patience).orElse(Patience.USUAL);
        DeclarationReader.doubts(fields);
        fields.done();
        behaviour.ifPresent(how -> measure.ifPresent(of -> suits(how, of, behaviourAt.get())));
        scheduleAt.ifPresent(at -> behaviour.ifPresent(how -> measure.ifPresent(of -> at.expectThat(
                Schedule.suits(how, of),
                "a schedule of '" + how.word() + "' with the measure "
                        + of.kind().key(),
                "one of what adds up towards a goal (count, sum, distinct or ratio, accumulate or accumulate-reversible)",
                "remove schedule:"))));
        for (Promise each : promises) {
            each.target()
                    .ifPresent(target -> behaviour.ifPresent(
                            how -> suits(how, target, each.at().get())));
        }
        measure.ifPresent(of -> Units.check(of, measureAt.get(), promises));
        return source.cleanSince(told)
                ? Optional.of(new Indicator(
                                id.orElseThrow(),
                                name.orElseThrow(),
                                former,
                                level1.orElseThrow(),
                                level2.orElseThrow(),
                                declaredIn.orElseThrow(),
                                promise.printed(),
                                promise.target(),
                                amendments,
                                behaviour.orElseThrow(),
                                measure.orElseThrow(),
                                cadence.orElseThrow(),
                                measuredFrom,
                                atRiskBelow,
                                remarks,
                                live,
                                patience)
                        .planned(schedule))
                : Optional.empty();
    }

    private Optional<String> name(Cursor at) {
        return at.text().filter(name -> once(names, name, "a name", at));
    }

    /** A former name is understood in reports, so it must not be another indicator's too. */
    private List<String> formerNames(Cursor at) {
        return at.items("names").stream()
                .map(this::name)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> named(Optional<String> name, List<String> former) {
        List<String> all = new ArrayList<>(name.stream().toList());
        all.addAll(former);
        return all;
    }

    private static boolean once(Map<String, Integer> taken, String word, String what, Cursor at) {
        Integer line = taken.putIfAbsent(word, at.line());
        return at.expect(line == null, what + " of its own", "line " + line + " has it already");
    }

    private Promise promise(Fields fields) {
        Promise promise = Promise.read(fields);
        if (fields.has("reading") && !fields.has("printed")) {
            fields.key("reading")
                    .fault("a reading of nothing printed", "printed: beside it", "write what the form prints");
        }
        return promise;
    }

    private static Indicator.Remarks remarks(Fields fields, Promise promise) {
        return new Indicator.Remarks(
                promise.because(),
                fields.optional("narrative").flatMap(Cursor::text),
                fields.optional("note").flatMap(Cursor::text),
                fields.optional("owner").flatMap(Cursor::text),
                fields.optional("points").flatMap(at -> at.number(BigDecimal.ZERO, MOST_POINTS, "0 to 1000 points")));
    }

    private static Optional<Live> live(Cursor at, Optional<Measure> measure) {
        return at.fields("a live state").flatMap(fields -> {
            Optional<Duration> window =
                    fields.required("window").flatMap(length -> Lengths.read(length, SHORTEST_WINDOW, LONGEST_WINDOW));
            Optional<Duration> sustained = fields.optional("for")
                    .map(length -> Lengths.read(length, Duration.ZERO, LONGEST_WINDOW))
                    .orElse(Optional.of(Duration.ZERO));
            List<Duration> burn = fields.optional("burn").map(list -> list.items("windows")).orElse(List.of()).stream()
                    .map(length -> Lengths.read(length, SHORTEST_WINDOW, LONGEST_WINDOW))
                    .flatMap(Optional::stream)
                    .toList();
            boolean budget = !fields.has("burn")
                    || measure.isEmpty()
                    || fields.key("burn")
                            .expectThat(
                                    measure.get().hasBudget(),
                                    "burn rates of the measure "
                                            + measure.get().kind().key(),
                                    "a ratio or availableDays, which have an error budget",
                                    "remove burn:");
            boolean suits = measure.isEmpty()
                    || at.expectThat(
                            measure.get().saysOfShortWindows(),
                            "a live state of the measure "
                                    + measure.get().kind().key(),
                            "a measure that says something over a short window"
                                    + " (mean, percentile, max, min, latest, ratio, availableDays)",
                            "remove live:");
            fields.done();
            return budget && suits
                    ? window.flatMap(over -> sustained.map(length -> new Live(over, length, burn)))
                    : Optional.empty();
        });
    }

    private static Optional<Patience> patience(Cursor at) {
        return at.fields("what an alert waits for").map(fields -> {
            Optional<Duration> hold =
                    fields.optional("after").flatMap(length -> Lengths.read(length, Duration.ZERO, LONGEST_WINDOW));
            Optional<Integer> samples =
                    fields.optional("sample").flatMap(count -> count.integer(0, MOST_SAMPLES, "0 to 1000000000 facts"));
            fields.done();
            return new Patience(hold, samples);
        });
    }

    /** A length of calendar time: days, months or hours. */
    static Optional<TemporalAmount> cadence(Cursor at) {
        return at.text().flatMap(text -> {
            try {
                return Optional.of(text.startsWith("PT") ? hours(text) : days(text));
            } catch (DateTimeException | ArithmeticException wrong) {
                at.fault(
                        at.shown(),
                        "a length of time of at most ten years",
                        "write days as P35D, months as P1M, hours as PT2H");
                return Optional.empty();
            }
        });
    }

    private static TemporalAmount hours(String text) {
        Duration duration = Duration.parse(text);
        return positive(duration, !duration.isNegative() && !duration.isZero(), duration.toDays());
    }

    private static TemporalAmount days(String text) {
        java.time.Period days = java.time.Period.parse(text);
        return positive(days, !days.isNegative() && !days.isZero(), days.toTotalMonths() * 30 + days.getDays());
    }

    private static TemporalAmount positive(TemporalAmount cadence, boolean positive, long days) {
        if (!positive || days > LONGEST_CADENCE) {
            throw new DateTimeException("out of bounds");
        }
        return cadence;
    }

    static Optional<BigDecimal> probability(Cursor at) {
        return at.number(BigDecimal.ZERO, BigDecimal.ONE, "a probability from 0 to 1");
    }

    /** A day of the period; a wrong year is the usual slip. */
    static Optional<LocalDate> within(Cursor at, Optional<Period> period) {
        return at.date()
                .filter(day -> period.isEmpty()
                        || at.expect(
                                period.get().contains(day),
                                "a day of the period " + period.get().from() + " to "
                                        + period.get().until().minusDays(1),
                                "move it into the period"));
    }

    private List<Amendment> amendments(Fields fields, List<Promise> promises) {
        List<Amendment> amendments = new ArrayList<>();
        LocalDate before = LocalDate.MIN;
        for (Cursor at : fields.optional("amendments")
                .map(list -> list.items("amendments"))
                .orElse(List.of())) {
            Optional<Fields> amendment = at.fields("an amendment");
            if (amendment.isPresent()) {
                Optional<LocalDate> from = from(amendment.get(), before);
                before = from.orElse(before);
                amendment(amendment.get(), from, promises).ifPresent(amendments::add);
            }
        }
        return amendments;
    }

    private Optional<LocalDate> from(Fields fields, LocalDate before) {
        return fields.required("from")
                .flatMap(at -> within(at, period)
                        .filter(day -> at.expect(
                                day.isAfter(before),
                                "a day after " + before,
                                "put the amendments in the order of their days")));
    }

    private Optional<Amendment> amendment(Fields fields, Optional<LocalDate> from, List<Promise> promises) {
        Promise promise = Promise.read(fields);
        Optional<String> because = fields.required("because").flatMap(Cursor::text);
        Optional<String> by = fields.required("by").flatMap(Cursor::text);
        if (!fields.has("printed") && !fields.has("reading")) {
            fields.whole().fault("an amendment without a target", "printed: or reading:", "write the new target");
        }
        fields.done();
        promises.add(promise);
        // The reading's own reason is kept beside the amendment's: both are printed in reports.
        Optional<String> reasons = because.map(
                why -> why + promise.because().map(read -> "（" + read + "）").orElse(""));
        return from.flatMap(day -> promise.target()
                .flatMap(target -> reasons.flatMap(
                        why -> by.map(who -> new Amendment(day, promise.printed(), target, why, who)))));
    }

    private static void suits(Behaviour behaviour, Target target, Cursor at) {
        at.expectThat(
                behaviour.suits(target.operator()),
                "the target '" + target.words() + "'",
                "an operator that suits the behaviour " + behaviour.word(),
                "change the operator or the behaviour");
    }

    private static void suits(Behaviour behaviour, Measure measure, Cursor at) {
        String mend = switch (behaviour) {
            case DAYS -> "measure availableDays or distinctDays, or change the behaviour";
            case QUOTA -> "measure the worst month or week, or change the behaviour";
            case ACCUMULATE, ACCUMULATE_REVERSIBLE, LIMIT, STANDING -> "write behaviour: quota";
        };
        at.expectThat(
                behaviour.suits(measure),
                "'" + behaviour.word() + "' with the measure " + measure.kind().key(),
                "a behaviour that suits the measure",
                mend);
    }
}
