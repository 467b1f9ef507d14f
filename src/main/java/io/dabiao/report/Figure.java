package io.dabiao.report;

import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.measure.EventNames;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.text.Words;
import io.dabiao.evaluate.Assessment;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An indicator's figure with all that it rests on, for a row and the annex. Frozen as it is when a report is sealed, so it
 * holds plain values only.
 *
 * @param target as printed, the one in force; empty where the form printed none
 * @param original as printed at the start of the year, where the target was amended since; else null
 * @param reading the target as it is read, and why; null where none is declared
 * @param actual as the report prints it; null where there is no value
 * @param exact unrounded, in the target's unit; null where there is no value
 * @param limit the target's value in the same unit; null where none is declared
 * @param missing why there is no value; null where there is one
 * @param numerator of a ratio, a mean or a share; null of others
 * @param samples the events that took part
 * @param leftOut the events that could not take part
 * @param stale whether its sources were silent for longer than the cadence
 * @param cumulative whether what stood at each month's end tells the course, and not what a month was by itself
 * @param course by month
 * @param evidence the documents of every value that was reported for the period, the newest value's first
 */
public record Figure(
        String id,
        String level1,
        String level2,
        String name,
        String target,
        String original,
        Words reading,
        String unit,
        boolean qualitative,
        String actual,
        BigDecimal exact,
        BigDecimal limit,
        String operator,
        String verdict,
        Words verdictWords,
        Words sentence,
        Words missing,
        Words measure,
        BigDecimal numerator,
        BigDecimal denominator,
        long samples,
        long leftOut,
        List<Words> notes,
        boolean stale,
        Instant lastEvent,
        String cadence,
        String narrative,
        List<Amended> amendments,
        int declarationVersion,
        boolean cumulative,
        List<Month> course,
        List<Document> evidence) {

    /** A report that was sealed before they were listed has none. */
    public Figure {
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
    }

    /**
     * A document that reported values of the period rest on.
     *
     * @param name the file's
     * @param sha256 of its content, in hexadecimal digits
     */
    public record Document(String name, String sha256) {

        Words words() {
            String named = name + "（SHA-256 " + sha256 + "）";
            return Words.of(Figure.class, "evidence", named);
        }
    }

    /** A target amended during the year. */
    public record Amended(LocalDate from, String target, String because, String by) {}

    /**
     * @param actual the value of the month by itself; null where there is none
     * @param toDate the value at the month's end, of everything since the period's start; null where there is none, and in
     *     reports that were sealed before it was told
     */
    public record Month(String label, boolean complete, BigDecimal actual, BigDecimal toDate) {}

    /** After the point, of a month in the course. */
    private static final int DIGITS_OF_A_MONTH = 4;

    /**
     * @param types what events are called
     * @param months by themselves
     * @param toDate the same months, each with everything before it
     * @param evidence the documents that its reported values rest on; those of the newest are named in a note
     * @param newest how many of them are the newest value's
     */
    static Figure of(
            Assessment assessment,
            EventTypes types,
            List<Evaluation.Point> months,
            List<Evaluation.Point> toDate,
            List<Document> evidence,
            int newest) {
        Indicator indicator = assessment.indicator();
        Evaluation evaluation = assessment.evaluation();
        var zone = assessment.standing().declaration().zone();
        Optional<Target> target = evaluation.target();
        Reading of = reading(indicator, evaluation, zone);
        var parts = evaluation.reading().parts();
        return new Figure(
                indicator.id(),
                indicator.level1(),
                indicator.level2(),
                indicator.name(),
                of.printed(),
                of.original(),
                of.words(),
                target.map(promised -> promised.unit().symbol()).orElse(""),
                target.filter(promised -> promised.nature() == Target.Nature.COMPLETION)
                        .isPresent(),
                evaluation.actual().map(actual -> shown(actual, target)).orElse(null),
                evaluation.decimal().orElse(null),
                target.map(Target::value).orElse(null),
                target.map(promised -> promised.effective(indicator.behaviour()).symbol())
                        .orElse(null),
                evaluation.verdict().word(),
                evaluation.verdict().words(indicator.behaviour()),
                EventNames.of(evaluation.sentence(), types),
                evaluation
                        .reading()
                        .missing()
                        .map(why -> EventNames.of(why, types))
                        .orElse(null),
                EventNames.of(indicator.measure(), types),
                parts.numerator().map(Fraction::decimal).orElse(null),
                parts.denominator().map(Fraction::decimal).orElse(null),
                parts.samples(),
                parts.unfit(),
                java.util.stream.Stream.concat(
                                parts.notes().stream(),
                                evidence.stream().limit(newest).map(Document::words))
                        .toList(),
                evaluation.stale(),
                evaluation.lastEvent().orElse(null),
                indicator.cadence().toString(),
                indicator.remarks().narrative().orElse(null),
                indicator.amendments().stream()
                        .map(one -> new Amended(
                                one.from(),
                                one.printed()
                                        .map(Printed::text)
                                        .orElse(one.target().words()),
                                one.because(),
                                one.by()))
                        .toList(),
                assessment.standing().version(),
                cumulative(indicator),
                java.util.stream.IntStream.range(0, months.size())
                        .mapToObj(i -> new Month(
                                months.get(i).label(),
                                months.get(i).complete(),
                                rounded(months.get(i), target),
                                rounded(toDate.get(i), target)))
                        .toList(),
                evidence);
    }

    private static BigDecimal rounded(Evaluation.Point point, Optional<Target> target) {
        return point.actual()
                .map(actual -> target.map(promised -> Digits.beside(actual, promised.value(), DIGITS_OF_A_MONTH))
                        .orElseGet(() -> actual.rounded(DIGITS_OF_A_MONTH)))
                .orElse(null);
    }

    /** What grows or is used up through the year, and a level, which stands until the next reading. */
    private static boolean cumulative(Indicator indicator) {
        return indicator.measure().isLevel()
                || switch (indicator.behaviour()) {
                    case ACCUMULATE, ACCUMULATE_REVERSIBLE, LIMIT, DAYS -> true;
                    case STANDING, QUOTA -> false;
                };
    }

    private record Reading(String printed, String original, Words words) {}

    private static Reading reading(Indicator indicator, Evaluation evaluation, java.time.ZoneId zone) {
        List<String> printed = new ArrayList<>();
        indicator.printed().map(Printed::text).ifPresent(printed::add);
        for (Indicator.Amendment amendment : indicator.amendments()) {
            if (!evaluation.at().isBefore(amendment.from().atStartOfDay(zone).toInstant())) {
                printed.add(amendment
                        .printed()
                        .map(Printed::text)
                        .orElse(amendment.target().words()));
            }
        }
        String original = printed.size() > 1 ? printed.get(0) : null;
        Words words = evaluation
                .target()
                .map(target -> {
                    String because = indicator.remarks().reading().orElse("");
                    String said = target.effective(indicator.behaviour()).symbol() + " "
                            + target.value().toPlainString() + " "
                            + target.unit().symbol();
                    boolean completion = target.nature() == Target.Nature.COMPLETION;
                    Words read = completion ? Words.of(Figure.class, "completion", said) : Words.asWritten(said);
                    return because.isEmpty() ? read : Words.of(Figure.class, "becauseOf", read, because);
                })
                .orElse(null);
        return new Reading(printed.isEmpty() ? "" : printed.get(printed.size() - 1), original, words);
    }

    private static String shown(Fraction actual, Optional<Target> target) {
        String number = Digits.beside(actual, target).toPlainString();
        boolean completion = target.filter(promised -> promised.nature() == Target.Nature.COMPLETION)
                .isPresent();
        return completion ? number + "%" : number;
    }
}
