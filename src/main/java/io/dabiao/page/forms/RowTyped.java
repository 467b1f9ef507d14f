package io.dabiao.page.forms;

import io.dabiao.declare.form.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;

/** A row as somebody types it. Its fields are the form's. */
public class RowTyped {

    private static final int LONGEST = 200;
    private static final int LONGEST_REASON = 1_000;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?");
    private static final Pattern UNIT = Pattern.compile("[^\\s()（）]{1,20}");

    /** {@code confirm}, {@code correct}, {@code drop} or {@code reopen}. */
    @RestForm
    String act;

    /** The revision that was on the page. */
    @RestForm
    int seen;

    @RestForm
    String name;

    @RestForm
    String level1;

    @RestForm
    String level2;

    @RestForm
    String operator;

    @RestForm
    String value;

    @RestForm
    String unit;

    /** Sent where it is ticked. */
    @RestForm
    String completion;

    @RestForm
    String behaviour;

    @RestForm
    String measure;

    @RestForm
    String cadence;

    @RestForm
    String because;

    static final List<String> LEVELS = List.of("产出指标", "效益指标", "满意度指标", "成本指标");
    static final List<String> OPERATORS = List.of("≥", "≤", "=", ">", "<");

    Settled.Row row(String by) {
        return new Settled.Row(
                true,
                text(name),
                text(level1),
                text(level2),
                text(operator),
                text(value),
                text(unit),
                completion != null,
                text(behaviour),
                // On one line: what is typed here must not become another key of the declaration.
                text(measure).replaceAll("\\R", " "),
                text(cadence).replaceAll("\\s", ""),
                text(because),
                by);
    }

    /** What is wrong with a row that a person typed, as keys of words; what the declaration would refuse is not among it. */
    static List<String> faults(Settled.Row row) {
        List<String> faults = new ArrayList<>();
        need(faults, !row.name().isEmpty() && row.name().length() <= LONGEST, "faultName");
        need(faults, LEVELS.contains(row.level1()), "faultLevel1");
        need(faults, !row.level2().isEmpty() && row.level2().length() <= LONGEST, "faultLevel2");
        need(
                faults,
                row.value().isEmpty()
                        || NUMBER.matcher(row.value()).matches()
                                && OPERATORS.contains(row.operator())
                                && UNIT.matcher(row.unit()).matches(),
                "faultTarget");
        need(faults, io.dabiao.core.Behaviour.ofWord(row.behaviour()).isPresent(), "faultBehaviour");
        need(faults, row.measure().length() <= LONGEST_REASON && !row.measure().isEmpty(), "faultMeasure");
        need(faults, row.because().length() <= LONGEST_REASON, "faultBecause");
        return faults;
    }

    private static void need(List<String> faults, boolean is, String fault) {
        if (!is) {
            faults.add(fault);
        }
    }

    private static String text(String given) {
        return given == null ? "" : given.strip();
    }

    static boolean known(String act) {
        return Set.of("confirm", "correct", "drop", "reopen").contains(act == null ? "" : act);
    }
}
