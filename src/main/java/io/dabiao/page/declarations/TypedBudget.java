package io.dabiao.page.declarations;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.page.FieldText;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.YamlEdit;
import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A project's funds as typed into a form, in yuan.
 *
 * @param manner {@link #ADJUST} or {@link #CORRECT}
 * @param from the first day of an adjustment; of no matter where the declared amounts are corrected
 */
public record TypedBudget(
        String total, String treasury, String carriedOver, String other, String manner, String from, String because) {

    /** New amounts from a day on; those of the year's beginning stay. */
    static final String ADJUST = "adjust";

    /** The amounts of the year's beginning were written down wrongly. */
    static final String CORRECT = "correct";

    private static final int LONGEST_REASON = 2_000;
    private static final Pattern YUAN = Pattern.compile("(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,2})?");

    static TypedBudget of(MultivaluedMap<String, String> form) {
        return new TypedBudget(
                amount(form, "total"),
                amount(form, "treasury"),
                amount(form, "carriedOver"),
                amount(form, "other"),
                FieldText.stripped(form.getFirst("manner")),
                FieldText.stripped(form.getFirst("from")),
                FieldText.stripped(form.getFirst("because")));
    }

    static TypedBudget of(Declaration.Budget now, String manner, LocalDate today) {
        return new TypedBudget(
                now.total().toPlainString(),
                now.treasury().toPlainString(),
                now.carriedOver().toPlainString(),
                now.other().toPlainString(),
                manner,
                today.toString(),
                "");
    }

    /** A part that was left empty is nothing; the total is asked for. */
    private static String amount(MultivaluedMap<String, String> form, String field) {
        String typed = Normalizer.normalize(FieldText.stripped(form.getFirst(field)), Normalizer.Form.NFKC)
                .replace(",", "")
                .strip();
        return typed.isEmpty() && !field.equals("total") ? "0" : typed;
    }

    boolean adjusts() {
        return manner.equals(ADJUST);
    }

    /** What is wrong with what was typed, by field, as keys of words; empty where nothing is. */
    Map<String, String> faults() {
        Map<String, String> faults = new LinkedHashMap<>();
        parts().forEach((field, yuan) -> {
            if (!YUAN.matcher(yuan).matches()) {
                faults.put(field, "faultYuan");
            }
        });
        if (faults.isEmpty()
                && new BigDecimal(treasury)
                                .add(new BigDecimal(carriedOver))
                                .add(new BigDecimal(other))
                                .compareTo(new BigDecimal(total))
                        != 0) {
            faults.put("total", "faultSum");
        }
        if (!adjusts() && !manner.equals(CORRECT)) {
            faults.put("manner", "faultManner");
        }
        if (adjusts() && FieldText.day(from).isEmpty()) {
            faults.put("from", "noDate");
        }
        if (because.isEmpty() || because.length() > LONGEST_REASON) {
            faults.put("because", "needsReason");
        }
        return faults;
    }

    private Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("total", total);
        parts.put("treasury", treasury);
        parts.put("carriedOver", carriedOver);
        parts.put("other", other);
        return parts;
    }

    /** The next text. Call it where there are no {@link #faults}. */
    String written(YamlEdit before, String by) {
        if (adjusts()) {
            return before.append(
                            List.of(
                                    "from: " + FieldText.day(from).orElseThrow(),
                                    "total: " + total,
                                    "treasury: " + treasury,
                                    "carriedOver: " + carriedOver,
                                    "other: " + other,
                                    "because: " + Quoted.of(because),
                                    "by: " + Quoted.of(by)),
                            "budget",
                            "adjustments")
                    .toString();
        }
        YamlEdit text = before;
        for (Map.Entry<String, String> part : parts().entrySet()) {
            text = text.set(part.getValue(), "budget", part.getKey());
        }
        return text.toString();
    }
}
