package io.dabiao.forms;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers promised in the goal's words, held against the table. */
final class Narrative {

    private static final Pattern CLAUSE = Pattern.compile("[^。；;，,、！\\n]+");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![A-Za-z\\d.])(\\d[\\d,]*(?:\\.\\d+)?)\\s*(万|亿)?\\s*(%|个工作日|[\\u4e00-\\u9fa5]{1,2})?");
    private static final Pattern ORDINAL = Pattern.compile("[一二三四五六七八九十]是|^\\s*\\d+\\s*[、.．]");
    /** How much of an indicator's name must stand in a clause for it to speak of that indicator. */
    private static final double SPEAKS_OF = 0.34;

    private Narrative() {}

    static List<Form.Narrated> of(String goal, List<Form.FormRow> rows) {
        List<Form.Narrated> narrated = new ArrayList<>();
        Matcher clauses = CLAUSE.matcher(goal);
        while (clauses.find()) {
            String clause = ORDINAL.matcher(clauses.group()).replaceAll("").strip();
            Matcher number = NUMBER.matcher(clause);
            while (clause.length() > 3 && !clause.matches(".*20\\d\\d年.*") && number.find()) {
                if (promises(number)) {
                    told(clause, number, rows).ifPresent(narrated::add);
                    break;
                }
            }
        }
        return narrated;
    }

    /** A number that counts something; the 12345 of a hotline's name does not. */
    private static boolean promises(Matcher number) {
        return number.group(3) != null && !number.group(3).matches("转接|运营|号.?|版.?|语.?|服务|科技");
    }

    private static Optional<Form.Narrated> told(String clause, Matcher number, List<Form.FormRow> rows) {
        BigDecimal value = value(number);
        Optional<Form.FormRow> best = Optional.empty();
        double most = 0;
        for (Form.FormRow formRow : rows) {
            double likeness = likeness(clause, formRow.name());
            boolean same = number(formRow)
                    .filter(promised -> promised.compareTo(value) == 0)
                    .isPresent();
            boolean sameUnit =
                    number.group(3) != null && Vocabulary.plain(formRow.unit()).endsWith(number.group(3));
            if (same
                    && (likeness > 0
                            || sameUnit && !"%".equals(number.group(3)) && value.compareTo(BigDecimal.TEN) > 0)) {
                return Optional.empty(); // The table says it too.
            }
            if (likeness > most) {
                most = likeness;
                best = Optional.of(formRow);
            }
        }
        if (most < SPEAKS_OF) {
            return Optional.of(new Form.Narrated(clause, Optional.empty(), false));
        }
        return best.map(formRow -> new Form.Narrated(
                clause, Optional.of(formRow.name()), number(formRow).isPresent()));
    }

    private static BigDecimal value(Matcher number) {
        BigDecimal plain = new BigDecimal(number.group(1).replace(",", ""));
        return plain.multiply(scale(number.group(2) == null ? "" : number.group(2)));
    }

    private static BigDecimal scale(String word) {
        return word.startsWith("万")
                ? BigDecimal.valueOf(10_000)
                : word.startsWith("亿") ? BigDecimal.valueOf(100_000_000) : BigDecimal.ONE;
    }

    private static Optional<BigDecimal> number(Form.FormRow formRow) {
        return formRow.value().matches("\\d+(\\.\\d+)?")
                ? Optional.of(new BigDecimal(formRow.value()).multiply(scale(Vocabulary.plain(formRow.unit()))))
                : Optional.empty();
    }

    /** The share of the name's pairs of characters that stand in the clause. */
    private static double likeness(String clause, String name) {
        Set<String> there = pairs(Vocabulary.plain(clause));
        Set<String> of = pairs(Vocabulary.plain(name));
        long common = of.stream().filter(there::contains).count();
        return of.isEmpty() ? 0 : (double) common / of.size();
    }

    private static Set<String> pairs(String text) {
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i + 2 <= text.length(); i++) {
            pairs.add(text.substring(i, i + 2));
        }
        return pairs;
    }
}
