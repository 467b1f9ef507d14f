package io.dabiao.forms;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a self-assessment says was reached, as the values that a person would have reported: so that a finished year can be taken over. A
 * cell that is no number in the target's unit is left to a person and named.
 *
 * @param taken in the order of the form
 * @param left why a cell was not taken
 */
public record ReachedValues(List<Value> taken, List<String> left) {

    /** The last full hour of a day: facts of the year's end lie within the year. */
    private static final LocalTime AT = LocalTime.of(23, 0);

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** @param value in the target's unit */
    public record Value(String indicator, BigDecimal value) {}

    public ReachedValues {
        taken = List.copyOf(taken);
        left = List.copyOf(left);
    }

    /** Whether a row comes from a self-assessment, which has points and an actual; a mid-year table has no points. */
    static boolean finished(Form.FormRow row) {
        return row.actual().isPresent() && row.points().isPresent();
    }

    public static ReachedValues of(Form form) {
        List<Value> taken = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Form.FormRow row : form.indicators()) {
            if (!finished(row)) {
                continue;
            }
            Optional<BigDecimal> value = value(row);
            if (value.isPresent()) {
                taken.add(new Value(row.name(), value.get()));
            } else {
                left.add(row.name() + "：“" + row.actual().orElseThrow() + "”不是以“" + row.unit() + "”计的数，须人工填报");
            }
        }
        return new ReachedValues(taken, left);
    }

    /** A bare number is in the target's unit; one with a unit has to be in the same. */
    private static Optional<BigDecimal> value(Form.FormRow row) {
        TargetCell actual = TargetCell.of(row.actual().orElseThrow());
        boolean numbers =
                row.value().matches("\\d+(\\.\\d+)?") && actual.value().matches("\\d+(\\.\\d+)?");
        boolean same = actual.unit().isEmpty()
                || Vocabulary.plain(actual.unit()).equals(Vocabulary.plain(row.unit()))
                || actual.unit().equals("%") && row.unit().matches("％|百分比");
        // 85%+ and the like say more than a number.
        boolean plain = actual.operator().isEmpty() || actual.operator().equals("=");
        return numbers && same && plain ? Optional.of(new BigDecimal(actual.value())) : Optional.empty();
    }

    /**
     * Events that report the values, one a line, which {@code dabiao send} takes.
     *
     * @param project as the declaration names it
     * @param day of which they are reported: the last of the year
     */
    public List<String> events(String project, LocalDate day) {
        String time = day.atTime(AT).atZone(ZONE).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        return taken.stream()
                .map(one -> "{\"specversion\":\"1.0\",\"source\":\"self-assessment\",\"id\":"
                        + quoted(project + "/" + one.indicator() + "/" + day)
                        + ",\"type\":\"indicator.reported\",\"time\":\"" + time + "\",\"data\":{\"project\":"
                        + quoted(project)
                        + ",\"indicator\":" + quoted(one.indicator()) + ",\"value\":"
                        + one.value().toPlainString() + "}}")
                .toList();
    }

    private static String quoted(String text) {
        return "\"" + text.replaceAll("\\p{Cntrl}", " ").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
