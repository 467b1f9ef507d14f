package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Nearest;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is wrong with a JSON body, in words for the one who sent it: the field, what it is to be, and where. The parser's own words name classes. */
final class JsonFaults {

    private static final int LONGEST_SHOWN = 60;

    private JsonFaults() {}

    static String words(JsonProcessingException wrong) {
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return unknown(unknown);
        }
        if (wrong instanceof StreamConstraintsException) {
            return "the body is nested too deeply, or a number, name or text in it is too long" + where(wrong);
        }
        String said = String.valueOf(wrong.getOriginalMessage());
        if (wrong instanceof JsonParseException && said.startsWith("Duplicate field")) {
            return "a field is given twice" + where(wrong);
        }
        if (said.startsWith("Trailing token")) {
            return "there is more after the end of the JSON" + where(wrong);
        }
        if (wrong instanceof JsonParseException) {
            return "the body is no JSON" + where(wrong);
        }
        if (wrong instanceof InvalidFormatException format) {
            return field(format) + shown(format.getValue()) + " is not " + kind(format.getTargetType()) + where(wrong);
        }
        if (wrong instanceof MismatchedInputException mismatched) {
            if (mismatched.getPath().isEmpty() && said.startsWith("No content")) {
                return "the body is empty; it is to be " + kind(mismatched.getTargetType());
            }
            return field(mismatched) + "this is to be " + kind(mismatched.getTargetType()) + where(wrong);
        }
        if (wrong instanceof JsonMappingException mapping) {
            if (mapping.getCause() instanceof Problem told) {
                return field(mapping) + told.getMessage();
            }
            return field(mapping) + "this value is not allowed here" + where(wrong);
        }
        return "the body cannot be read as JSON" + where(wrong);
    }

    private static String unknown(UnrecognizedPropertyException unknown) {
        Collection<Object> ids = unknown.getKnownPropertyIds();
        List<String> known = ids == null
                ? List.of()
                : ids.stream().map(String::valueOf).sorted().toList();
        String name = unknown.getPropertyName();
        String within =
                path(unknown.getPath().subList(0, Math.max(0, unknown.getPath().size() - 1)));
        return "unknown field '" + cut(name) + "'" + (within.isEmpty() ? "" : " in " + within) + ": "
                + Nearest.mend(name, known, "the fields are " + String.join(", ", known));
    }

    private static String field(JsonMappingException wrong) {
        String path = path(wrong.getPath());
        return path.isEmpty() ? "the body: " : "field '" + path + "': ";
    }

    /** Such as {@code match.projects[0]}. */
    static String path(List<JsonMappingException.Reference> path) {
        String whole = path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return cut(whole.startsWith(".") ? whole.substring(1) : whole);
    }

    private static String shown(Object value) {
        return "'" + cut(String.valueOf(value)) + "'";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String where(JsonProcessingException wrong) {
        JsonLocation at = wrong.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    /** What is expected, as somebody who knows JSON and no Java calls it. */
    static String kind(Class<?> type) {
        if (type == null) {
            return "another kind of value";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number in the range of its kind";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(one -> String.valueOf(one).toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (type == Instant.class
                || type.getName().startsWith("java.time.Offset")
                || type.getName().startsWith("java.time.Zoned")) {
            return "a date and time with its offset, such as 2026-07-01T00:00:00+08:00";
        }
        if (type == LocalDate.class) {
            return "a date such as 2026-07-01";
        }
        if (TemporalAmount.class.isAssignableFrom(type)) {
            return "a length of time such as PT12H or P3Y";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type.isRecord()) {
            return "an object with the fields "
                    + Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getName)
                            .collect(Collectors.joining(", "));
        }
        return Map.class.isAssignableFrom(type) ? "an object" : "another kind of value";
    }
}
