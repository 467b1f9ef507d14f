package io.dabiao.declare;

import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Unit;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a row or an amendment of one promises: the printed cell, and how it is read.
 *
 * @param at where the target is written; empty where there is none
 * @param because why the printed words are read so
 */
record Promise(Optional<Printed> printed, Optional<Target> target, Optional<String> because, Optional<Cursor> at) {

    private static final BigDecimal MOST = new BigDecimal("999999999999999999");
    private static final Map<String, Target.Nature> NATURES =
            Cursor.words(Target.Nature.values(), nature -> nature.name().toLowerCase(Locale.ROOT));

    static Promise read(Fields fields) {
        Optional<Cursor> printedAt = fields.optional("printed");
        Optional<Cursor> readingAt = fields.optional("reading");
        Optional<Printed> printed = printedAt.flatMap(Cursor::text).map(Printed::of);
        if (readingAt.isPresent()) {
            return readingAt
                    .get()
                    .fields("a reading")
                    .map(reading -> reading(reading, printed))
                    .orElse(new Promise(printed, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        Optional<Target> target = printed.flatMap(Printed::target);
        if (printed.isPresent() && target.isEmpty()) {
            printedAt
                    .get()
                    .fault(
                            "'" + Cursor.abbreviated(printed.get().text()) + "', which states no number",
                            "a reading beside it",
                            "add reading: {operator: \"≥\", value: 80, unit: \"%\", kind: completion, because: \"…\"}");
        }
        return new Promise(printed, target, Optional.empty(), printedAt);
    }

    private static Promise reading(Fields fields, Optional<Printed> printed) {
        Optional<Operator> operator = fields.required("operator").flatMap(Promise::operator);
        Optional<BigDecimal> value = fields.required("value").flatMap(at -> at.number(MOST.negate(), MOST, "a number"));
        Optional<Cursor> unitAt = fields.required("unit");
        Optional<Unit> unit = unitAt.flatMap(Cursor::text).map(Unit::of);
        Optional<Target.Nature> nature =
                fields.optional("kind").map(at -> at.oneOf(NATURES)).orElse(Optional.of(Target.Nature.QUANTITY));
        Optional<String> because = fields.required("because").flatMap(Cursor::text);
        fields.done();
        boolean completion = nature.equals(Optional.of(Target.Nature.COMPLETION));
        unit.filter(any -> completion && any.dimension() != Dimension.SHARE)
                .ifPresent(any -> unitAt.get()
                        .fault("'" + any.symbol() + "'", "a completion in %", "write unit: \"%\", or kind: quantity"));
        Optional<Target> target = operator.flatMap(is ->
                value.flatMap(of -> unit.flatMap(in -> nature.map(kind -> new Target(is, of, in, kind)))));
        return new Promise(printed, target, because, Optional.of(fields.whole()));
    }

    /** The forms in use are understood, so that no one need quote {@code >} to write 大于. */
    private static Optional<Operator> operator(Cursor at) {
        Optional<String> text = at.text();
        Optional<Operator> operator = text.flatMap(Operator::read);
        if (text.isPresent() && operator.isEmpty()) {
            String symbols = Stream.of(Operator.values()).map(Operator::symbol).collect(Collectors.joining(" "));
            at.fault(at.shown(), "one of " + symbols, "write one of them, in quotes");
        }
        return operator;
    }
}
