package io.dabiao.page.forms;

import io.dabiao.forms.Settled;
import io.dabiao.page.FieldText;
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

    Settled.SettledRow row(String by) {
        return new Settled.SettledRow(
                true,
                FieldText.stripped(name),
                FieldText.stripped(level1),
                FieldText.stripped(level2),
                FieldText.stripped(operator),
                FieldText.stripped(value),
                FieldText.stripped(unit),
                completion != null,
                FieldText.stripped(behaviour),
                // On one line: what is typed here must not become another key of the declaration.
                FieldText.stripped(measure).replaceAll("\\R", " "),
                FieldText.stripped(cadence).replaceAll("\\s", ""),
                FieldText.stripped(because),
                by);
    }

    /** What is wrong with a row that a person typed, as keys of words; what the declaration would refuse is not among it. */
    static List<String> faults(Settled.SettledRow settledRow) {
        List<String> faults = new ArrayList<>();
        need(faults, !settledRow.name().isEmpty() && settledRow.name().length() <= LONGEST, "faultName");
        need(faults, LEVELS.contains(settledRow.level1()), "faultLevel1");
        need(faults, !settledRow.level2().isEmpty() && settledRow.level2().length() <= LONGEST, "faultLevel2");
        need(
                faults,
                settledRow.value().isEmpty()
                        || NUMBER.matcher(settledRow.value()).matches()
                                && OPERATORS.contains(settledRow.operator())
                                && UNIT.matcher(settledRow.unit()).matches(),
                "faultTarget");
        need(
                faults,
                io.dabiao.core.declaration.Behaviour.ofWord(settledRow.behaviour())
                        .isPresent(),
                "faultBehaviour");
        need(
                faults,
                settledRow.measure().length() <= LONGEST_REASON
                        && !settledRow.measure().isEmpty(),
                "faultMeasure");
        need(faults, settledRow.because().length() <= LONGEST_REASON, "faultBecause");
        return faults;
    }

    private static void need(List<String> faults, boolean is, String fault) {
        if (!is) {
            faults.add(fault);
        }
    }

    static boolean known(String act) {
        return Set.of("confirm", "correct", "drop", "reopen").contains(act == null ? "" : act);
    }
}
