package io.dabiao.declare;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.Amount;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.Count;
import io.dabiao.core.measure.Distinct;
import io.dabiao.core.measure.DistinctDays;
import io.dabiao.core.measure.Growth;
import io.dabiao.core.measure.Latest;
import io.dabiao.core.measure.Max;
import io.dabiao.core.measure.Mean;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Min;
import io.dabiao.core.measure.Percentile;
import io.dabiao.core.measure.Ratio;
import io.dabiao.core.measure.RemoteQuery;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.measure.Sum;
import io.dabiao.core.measure.Unit;
import io.dabiao.core.measure.WorkingDays;
import io.dabiao.core.measure.WorkingDaysFigure;
import io.dabiao.core.measure.Worst;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Nearest;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How each kind of measure is written. A further kind does not compile until {@link #read(Kind, Fields)} says it. */
final class MeasureReader {

    private static final Map<String, ServiceHours.Days> DAYS =
            Cursor.words(ServiceHours.Days.values(), days -> days.name().toLowerCase(Locale.ROOT));
    private static final Set<MeasureKind> AMOUNTS = EnumSet.of(MeasureKind.COUNT, MeasureKind.SUM);
    private static final Map<String, Grain> GRAINS = Cursor.words(Grain.values(), Grain::word);
    private static final Map<String, WorkingDaysFigure> DURATIONS =
            Cursor.words(WorkingDaysFigure.values(), duration -> duration.name().toLowerCase(Locale.ROOT));
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal LEAST_ABOVE_ZERO = new BigDecimal("0.000000000001");
    private static final BigDecimal USUAL_THRESHOLD = BigDecimal.valueOf(95);
    private static final int MOST_WORKING_DAYS = 10_000;

    private final Reported reported;
    private final Consumer<RemoteQuery> asked;

    /**
     * @param reported what {@code measure: reported} stands for
     * @param asked told of a question whose answers are measured
     */
    MeasureReader(Reported reported, Consumer<RemoteQuery> asked) {
        this.reported = reported;
        this.asked = asked;
    }

    Optional<Measure> read(Cursor at) {
        if (at.scalar()) {
            return at.text().filter(word -> isReported(word, at)).map(word -> reported);
        }
        return at.fields("a measure").flatMap(fields -> read(fields, EnumSet.allOf(MeasureKind.class)));
    }

    private static boolean isReported(String word, Cursor at) {
        String key = MeasureKind.REPORTED.key();
        return at.expect(
                word.equals(key),
                "the word reported, or a mapping such as {count: drill}",
                Nearest.mend(word, List.of(key), "write a mapping that names the measure and its events"));
    }

    private Optional<Amount> amount(Cursor at) {
        return at.fields("a count or a sum")
                .flatMap(fields -> read(fields, AMOUNTS))
                .map(Amount.class::cast);
    }

    private Optional<Measure> read(Fields fields, Set<MeasureKind> allowed) {
        List<MeasureKind> named = Stream.of(MeasureKind.values())
                .filter(measureKind -> fields.has(measureKind.key()))
                .toList();
        if (named.isEmpty()) {
            noKind(fields, allowed);
            return Optional.empty();
        }
        if (named.size() > 1) {
            String keys =
                    String.join(" and ", named.stream().map(MeasureKind::key).toList());
            fields.whole().fault("the measures " + keys + " together", "one measure", "keep one of them");
            return Optional.empty();
        }
        MeasureKind measureKind = named.get(0);
        if (!allowed.contains(measureKind)) {
            fields.key(measureKind.key())
                    .fault("the measure " + measureKind.key(), "count or sum", "use one of these here");
            return Optional.empty();
        }
        Optional<? extends Measure> measure = read(measureKind, fields);
        fields.done();
        return measure.map(read -> read);
    }

    private static void noKind(Fields fields, Set<MeasureKind> allowed) {
        List<String> kinds = allowed.stream().map(MeasureKind::key).toList();
        Optional<String> mistyped = fields.names().stream()
                .filter(key -> Nearest.to(key, kinds).isPresent())
                .findFirst();
        mistyped.or(() -> fields.names().stream().findFirst())
                .ifPresentOrElse(
                        key -> fields.key(key)
                                .fault(
                                        "the key '" + Cursor.abbreviated(key) + "' and no measure",
                                        "one of " + String.join(", ", kinds),
                                        Nearest.mend(key, kinds, "name the measure")),
                        () -> fields.whole()
                                .fault("no measure", "one of " + String.join(", ", kinds), "name the measure"));
    }

    private Optional<? extends Measure> read(MeasureKind measureKind, Fields fields) {
        return switch (measureKind) {
            case COUNT -> selector(fields, measureKind.key()).map(Count::new);
            case SUM -> value(fields, measureKind.key()).map(of -> new Sum(of.attribute(), of.over(), of.in()));
            case RATIO -> ratio(fields);
            case MEAN -> value(fields, measureKind.key()).map(of -> new Mean(of.attribute(), of.over(), of.in()));
            case PERCENTILE -> percentile(fields);
            case MAX -> value(fields, measureKind.key()).map(of -> new Max(of.attribute(), of.over(), of.in()));
            case MIN -> value(fields, measureKind.key()).map(of -> new Min(of.attribute(), of.over(), of.in()));
            case LATEST -> value(fields, measureKind.key()).map(of -> new Latest(of.attribute(), of.over(), of.in()));
            case DISTINCT -> attribute(fields, measureKind.key()).map(of -> new Distinct(of.attribute(), of.over()));
            case DISTINCT_DAYS -> selector(fields, measureKind.key()).map(DistinctDays::new);
            case AVAILABLE_DAYS -> availableDays(fields);
            case WORST -> worst(fields);
            case GROWTH -> attribute(fields, measureKind.key()).map(of -> new Growth(of.attribute(), of.over()));
            case WORKING_DAYS -> workingDays(fields);
            case REPORTED -> reportedFor(fields);
        };
    }

    /** An attribute of selected events, and the unit that its values are in. */
    private record Value(String attribute, Selector over, Unit in) {}

    private static Optional<Value> attribute(Fields fields, String key) {
        Optional<String> attribute = fields.required(key).flatMap(Cursor::attribute);
        Optional<Selector> over = selector(fields, "over");
        return attribute.flatMap(name -> over.map(selector -> new Value(name, selector, Unit.of(""))));
    }

    /** Of events, or of the answers to a question that is asked of a Prometheus. */
    private Optional<Value> value(Fields fields, String key) {
        Optional<Value> bare = fields.has("query") ? answer(fields, key) : attribute(fields, key);
        Optional<String> in = fields.optional("in").flatMap(Cursor::text);
        return bare.map(value -> in.map(Unit::of)
                .map(unit -> new Value(value.attribute(), value.over(), unit))
                .orElse(value));
    }

    private Optional<Value> answer(Fields fields, String key) {
        Optional<Cursor> at = fields.required(key);
        boolean sound = at.flatMap(Cursor::attribute)
                .filter(name -> at.get()
                        .expect(
                                name.equals(RemoteQuery.VALUE),
                                "the word " + RemoteQuery.VALUE + ", which is what an answer has",
                                "write " + key + ": " + RemoteQuery.VALUE))
                .isPresent();
        Optional<RemoteQuery> query = RemoteReader.query(fields);
        query.ifPresent(asked);
        return query.filter(read -> sound).map(read -> new Value(RemoteQuery.VALUE, read.answers(), Unit.of("")));
    }

    private static Optional<Selector> selector(Fields fields, String key) {
        return fields.required(key).flatMap(Cursor::selector);
    }

    private Optional<Measure> ratio(Fields fields) {
        Optional<Amount> part = fields.required("ratio").flatMap(this::amount);
        Optional<Amount> whole = fields.required("to").flatMap(this::amount);
        if (part.isEmpty() || whole.isEmpty()) {
            return Optional.empty();
        }
        if (part.get().dimension() != whole.get().dimension()) {
            fields.whole()
                    .fault(
                            "a ratio of " + part.get().dimension().words() + ", to "
                                    + whole.get().dimension().words(),
                            "a part and a whole of one kind",
                            "give both the same in:");
            return Optional.empty();
        }
        return Optional.of(new Ratio(part.get(), whole.get()));
    }

    private Optional<Measure> percentile(Fields fields) {
        Optional<BigDecimal> percent = fields.required("percentile").flatMap(MeasureReader::percent);
        return value(fields, "of")
                .flatMap(of -> percent.map(p -> new Percentile(p, of.attribute(), of.over(), of.in())));
    }

    private static Optional<BigDecimal> percent(Cursor at) {
        return at.number(LEAST_ABOVE_ZERO, HUNDRED, "a number above 0 and at most 100");
    }

    private static Optional<Measure> availableDays(Fields fields) {
        Optional<Selector> over = selector(fields, "availableDays");
        Optional<String> success =
                fields.optional("success").map(Cursor::attribute).orElse(Optional.of("ok"));
        Optional<BigDecimal> threshold =
                fields.optional("threshold").map(MeasureReader::percent).orElse(Optional.of(USUAL_THRESHOLD));
        Optional<ServiceHours.Days> days =
                fields.optional("days").map(at -> at.oneOf(DAYS)).orElse(Optional.of(ServiceHours.Days.ALL));
        Optional<BigDecimal> covered = fields.optional("covered").flatMap(MeasureReader::percent);
        return over.flatMap(of -> success.flatMap(name ->
                threshold.flatMap(percent -> days.map(which -> new AvailableDays(of, name, percent, which, covered)))));
    }

    private Optional<Measure> worst(Fields fields) {
        Optional<Grain> grain = fields.required("worst").flatMap(at -> at.oneOf(GRAINS));
        Optional<Amount> of = fields.required("of").flatMap(this::amount);
        return grain.flatMap(part -> of.map(amount -> new Worst(part, amount)));
    }

    private static Optional<Measure> workingDays(Fields fields) {
        Optional<WorkingDaysFigure> duration = fields.required("workingDays").flatMap(at -> at.oneOf(DURATIONS));
        Optional<Integer> within = within(fields, duration);
        Optional<String> from = fields.required("from").flatMap(Cursor::attribute);
        Optional<String> to = fields.required("to").flatMap(Cursor::attribute);
        Optional<Selector> over = selector(fields, "over");
        return duration.flatMap(what -> within.flatMap(limit -> from.flatMap(
                first -> to.flatMap(last -> over.map(events -> new WorkingDays(what, limit, first, last, events))))));
    }

    private static Optional<Integer> within(Fields fields, Optional<WorkingDaysFigure> duration) {
        boolean share = duration.equals(Optional.of(WorkingDaysFigure.SHARE));
        Optional<Cursor> at = share ? fields.required("within") : fields.optional("within");
        if (at.isPresent() && duration.isPresent() && !share) {
            fields.key("within")
                    .fault("the key 'within'", "no 'within' but with share", "remove it, or ask for the share");
            return Optional.empty();
        }
        return share || at.isPresent()
                ? at.flatMap(limit -> limit.integer(0, MOST_WORKING_DAYS, "a whole number of working days"))
                : Optional.of(0);
    }

    /** A value that holds for a while only: {@code {reported: {expires: P6M}}}. */
    private Optional<Measure> reportedFor(Fields fields) {
        return fields.required(MeasureKind.REPORTED.key())
                .flatMap(at -> at.fields("how long a reported value holds"))
                .flatMap(inner -> {
                    Optional<Measure> measure = inner.required("expires")
                            .flatMap(IndicatorReader::cadence)
                            .map(length ->
                                    new Reported(reported.projects(), reported.indicators(), Optional.of(length)));
                    inner.done();
                    return measure;
                });
    }
}
