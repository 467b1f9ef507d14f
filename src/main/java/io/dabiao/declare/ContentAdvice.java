package io.dabiao.declare;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reviewer would say of a declaration's content: advice, which keeps nothing from being approved. The rules are those by which finance
 * bureaus return forms: each side of the tree is promised, a target can be judged by its unit, one row promises one thing.
 */
public final class ContentAdvice {

    private static final String BENEFIT = "效益指标";
    private static final String SATISFACTION = "满意度指标";
    private static final String QUALITY = "质量";
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    /** A target that asks for less than this share of what was reached last year asks for little. */
    private static final BigDecimal FAR_BELOW = new BigDecimal("0.8");
    /** The same of a target that is not to be exceeded. */
    private static final BigDecimal FAR_ABOVE = new BigDecimal("1.25");
    /** Points of a form, with those for the budget's execution and without. */
    private static final Set<Integer> SUMS = Set.of(100, 90, 80);

    private static final Pattern SHARE = Pattern.compile(".*(率|比例|占比|满意度|百分比)$");
    private static final Pattern SHARE_UNIT = Pattern.compile("%|％|‰|百分比|百分点|比例|分|级|倍|名|位");
    private static final Pattern COUNT = Pattern.compile(".*(数|数量|次数|人数|人次|场次|件数|面积|里程|天数|金额|成本|费用|经费)$");
    private static final Pattern GROWTH = Pattern.compile(".*(增长|增幅|提升|提高|同比|超额|增速|负债|流动比|覆盖倍).*");
    private static final Pattern OUTPUT_LIKE =
            Pattern.compile(".*(次数|人次|场次|件数|篇数|台数|套数|座数|里程|面积|数量|验收合格率|完成率|完成及时率|及时率|开工率|完工率|到位率)$");
    private static final String ENDS = "率|数|数量|次数|人数|度|满意度|情况|面积|里程|时间|水平|能力";
    private static final Pattern TWO =
            Pattern.compile("[^和及与、且并]{1,20}(?:" + ENDS + ")(?:和|及|以及|与|、|且|并)[^和及与、且并]{1,20}(?:" + ENDS + ")");

    private static final Pattern CLAUSE = Pattern.compile("[^。；;，,、！\\n]+");
    private static final Pattern NUMBER = Pattern.compile(
            "(?<![A-Za-z\\d.第])(\\d[\\d,]*(?:\\.\\d+)?)\\s*(万|亿)?\\s*(%|％|个|名|人次|人|次|场|期|家|户|件|篇|台|套|座|处|项|条|公里|平方米|亩|吨|株|本|份|天|小时|元)");
    private static final Pattern DATED = Pattern.compile(".*(20\\d\\d年|\\d{1,2}月|[\"“].*\\d.*[\"”]).*");
    private static final int LONGEST_CLAUSE = 60;

    /**
     * One piece of advice.
     *
     * @param indicator the id of the row that it is about; empty where it is about the whole
     */
    public record Advice(Optional<String> indicator, Words words) {}

    private final List<Advice> all = new ArrayList<>();

    private ContentAdvice() {}

    /**
     * @param reached by indicator id, what was reached in the year before, in the target's unit; empty where nothing is known
     * @return in the order of the declaration, what concerns the whole first; empty where there is nothing to say
     */
    public static List<Advice> of(Declaration declaration, Map<String, BigDecimal> reached) {
        ContentAdvice advice = new ContentAdvice();
        advice.whole(declaration);
        declaration.indicators().forEach(advice::row);
        declaration
                .indicators()
                .forEach(indicator -> Optional.ofNullable(reached.get(indicator.id()))
                        .ifPresent(before -> advice.before(indicator, before)));
        advice.goal(declaration);
        return List.copyOf(advice.all);
    }

    private void say(Words words) {
        all.add(new Advice(Optional.empty(), words));
    }

    private void say(Indicator indicator, Words words) {
        all.add(new Advice(
                Optional.of(indicator.id()), Words.of(ContentAdvice.class, "ofAnIndicator", indicator.name(), words)));
    }

    private void whole(Declaration declaration) {
        List<Indicator> rows = declaration.indicators();
        if (rows.stream().noneMatch(row -> row.level2().contains(QUALITY))) {
            say(Words.of(ContentAdvice.class, "noQuality", "质量指标"));
        }
        if (rows.stream().noneMatch(row -> row.level1().equals(BENEFIT))) {
            say(Words.of(ContentAdvice.class, "noBenefit", BENEFIT));
        }
        if (rows.stream()
                .noneMatch(
                        row -> row.level1().equals(SATISFACTION) || row.level2().contains("满意度"))) {
            say(Words.of(ContentAdvice.class, "noSatisfaction", SATISFACTION));
        }
        List<BigDecimal> points =
                rows.stream().flatMap(row -> row.remarks().points().stream()).toList();
        BigDecimal sum = points.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean usual = SUMS.stream().anyMatch(one -> sum.compareTo(BigDecimal.valueOf(one)) == 0);
        if (!points.isEmpty() && points.size() == rows.size() && !usual) {
            say(Words.of(ContentAdvice.class, "thePointsAddUpToNot", sum.toPlainString()));
        }
    }

    private void row(Indicator indicator) {
        String name = indicator.name().replaceAll("[(（][^()（）]*[)）]", "").replaceAll("\\s", "");
        if (indicator.level1().equals(BENEFIT) && OUTPUT_LIKE.matcher(name).matches()) {
            say(indicator, Words.of(ContentAdvice.class, "standsAmongTheBenefitsAndReads"));
        }
        if (TWO.matcher(name).matches()) {
            say(indicator, Words.of(ContentAdvice.class, "theNameHoldsTwoPromisesOne"));
            return; // Of which of them its unit is cannot be told.
        }
        Optional<Target> target = indicator.target().filter(one -> one.nature() == Target.Nature.QUANTITY);
        if (target.isEmpty()) {
            return;
        }
        String unit = target.get().unit().symbol();
        boolean percent = unit.equals("%") || unit.equals("％") || unit.equals("百分比");
        if (percent
                && target.get().value().compareTo(HUNDRED) > 0
                && !GROWTH.matcher(name).matches()) {
            say(indicator, Words.of(ContentAdvice.class, "aPercentageAbove100CannotBe"));
        }
        if (SHARE.matcher(name).matches()
                && !unit.isEmpty()
                && !SHARE_UNIT.matcher(unit).matches()
                && !name.endsWith("满意度")) {
            say(indicator, Words.of(ContentAdvice.class, "theNameIsOfAShare", unit));
        } else if (percent && COUNT.matcher(name).matches()) {
            say(indicator, Words.of(ContentAdvice.class, "theNameIsOfACount"));
        }
    }

    /** Held against what was reached last year. */
    private void before(Indicator indicator, BigDecimal reached) {
        Optional<Target> target = indicator.target().filter(one -> one.nature() == Target.Nature.QUANTITY);
        if (target.isEmpty() || reached.signum() <= 0) {
            return;
        }
        BigDecimal value = target.get().value();
        boolean little = switch (target.get().effective(indicator.behaviour())) {
            case AT_LEAST, MORE_THAN, REACHED -> value.compareTo(reached.multiply(FAR_BELOW)) < 0;
            case AT_MOST, LESS_THAN -> value.compareTo(reached.multiply(FAR_ABOVE)) > 0;
        };
        if (little) {
            String before = reached.stripTrailingZeros().toPlainString() + " "
                    + target.get().unit().symbol();
            say(
                    indicator,
                    Words.of(
                            ContentAdvice.class,
                            "theTargetAsksForFarLess",
                            target.get().words(),
                            before.strip()));
        }
    }

    /** Numbers of the goal that no row carries. */
    private void goal(Declaration declaration) {
        Set<String> told = new HashSet<>();
        Matcher clauses = CLAUSE.matcher(declaration.goal());
        while (clauses.find()) {
            String clause = clauses.group().strip();
            Matcher number = NUMBER.matcher(clause);
            if (clause.length() > LONGEST_CLAUSE || DATED.matcher(clause).matches()) {
                continue;
            }
            while (number.find()) {
                BigDecimal value = new BigDecimal(number.group(1).replace(",", ""));
                boolean carried = declaration.indicators().stream()
                        .anyMatch(row -> row.target()
                                        .map(target -> same(target, value, number.group(2)))
                                        .orElse(false)
                                || row.name().contains(number.group(1)));
                if (!carried && told.add(clause)) {
                    say(Words.of(ContentAdvice.class, "theGoalSaysAndNoRow", clause));
                }
            }
        }
    }

    private static boolean same(Target target, BigDecimal value, String scale) {
        int power = scale == null ? 0 : scale.equals("万") ? 4 : 8;
        int own = target.unit().symbol().startsWith("万")
                ? 4
                : target.unit().symbol().startsWith("亿") ? 8 : 0;
        return target.value().scaleByPowerOfTen(own).compareTo(value.scaleByPowerOfTen(power)) == 0;
    }
}
