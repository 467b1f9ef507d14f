package io.dabiao.core.score;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Profile;
import io.dabiao.core.declaration.Rule;
import io.dabiao.core.declaration.ScoredRow;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The points of a year's self-assessment.
 *
 * @param budget of the funds' execution
 * @param rows those of the form's table, in its order
 * @param total the sum of the rounded rows, so that the printed paper adds up
 * @param notes what a reader must know of how the points were allotted
 */
public record Score(Budget budget, List<Scored> rows, BigDecimal total, Profile.Grade grade, List<Words> notes) {

    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal NOTHING = new BigDecimal("0.00");

    /**
     * An indicator to be scored.
     *
     * @param lowered what a person scored it, where one did
     */
    public record Entry(Indicator indicator, Evaluation evaluation, Optional<BigDecimal> lowered) {}

    /**
     * The funds' execution.
     *
     * @param planned adjusted where there is an adjusted amount
     * @param points 0 where nothing was planned: then the levels have them
     */
    public record Budget(BigDecimal planned, BigDecimal executed, BigDecimal points, BigDecimal score) {}

    /** Why a row has to be explained before the report can be sealed. */
    public enum Needs {
        BELOW_POINTS(Words.of(Score.class, "belowItsPoints")),
        STALE_ZERO(Words.of(Score.class, "aZeroThatNobodyVouchesFor")),
        OVERSHOOT(Words.of(Score.class, "anOvershootPast30"));

        private final Words words;

        Needs(Words words) {
            this.words = words;
        }

        public Words words() {
            return words;
        }
    }

    /**
     * A row with its points.
     *
     * @param points empty where it takes no part
     * @param computed by the rule; empty where it takes no part
     * @param score the computed one, or the lower one that a person gave
     * @param rule that scored it; empty where there was nothing to score by
     * @param outside why it takes no part; empty where it does
     */
    public record Scored(
            Indicator indicator,
            Evaluation evaluation,
            Optional<BigDecimal> points,
            Optional<BigDecimal> computed,
            Optional<BigDecimal> score,
            Optional<Rule> rule,
            Optional<Words> outside,
            Set<Needs> needs) {}

    /**
     * Scores a year.
     *
     * @param entries the rows of the form's table, in its order
     * @param planned the year's funds, adjusted where they were
     * @param executed what was spent of them
     */
    public static Score of(Profile profile, List<Entry> entries, BigDecimal planned, BigDecimal executed) {
        List<Words> notes = new ArrayList<>();
        Map<String, List<Entry>> byPot = new LinkedHashMap<>();
        profile.pots().keySet().forEach(pot -> byPot.put(pot, new ArrayList<>()));
        for (Entry entry : entries) {
            if (outside(profile, entry).isEmpty()) {
                String pot = profile.potOf(entry.indicator().level1()).orElseThrow();
                byPot.get(pot).add(entry);
            }
        }
        boolean funded = planned.signum() > 0;
        Map<String, BigDecimal> pots = pots(profile, byPot, funded, notes);
        Map<Entry, BigDecimal> points = new java.util.IdentityHashMap<>();
        byPot.forEach((pot, rows) -> allot(pots.get(pot), rows, points));
        List<Scored> rows = entries.stream()
                .map(entry -> scored(profile, entry, Optional.ofNullable(points.get(entry))))
                .toList();
        Budget budget = funded
                ? new Budget(planned, executed, profile.budget(), execution(profile.budget(), planned, executed))
                : new Budget(planned, executed, NOTHING, NOTHING);
        BigDecimal total = rows.stream()
                .flatMap(row -> row.score().stream())
                .reduce(budget.score(), BigDecimal::add)
                .setScale(2);
        return new Score(budget, rows, total, profile.grade(total), List.copyOf(notes));
    }

    private static Optional<Words> outside(Profile profile, Entry entry) {
        Indicator indicator = entry.indicator();
        String dropped = profile.dropped().get(indicator.id());
        if (dropped != null) {
            return Optional.of(Words.of(Score.class, "doesNotApply", dropped));
        }
        if (entry.evaluation().target().isEmpty()) {
            return Optional.of(Words.of(Score.class, "theFormPrintedNoTarget"));
        }
        return profile.potOf(indicator.level1()).isPresent()
                ? Optional.empty()
                : Optional.of(Words.of(Score.class, "theProfileHasNoPointsFor"));
    }

    /** A level without a row gives its points to the others in proportion to theirs, and so does a budget of nothing. */
    private static Map<String, BigDecimal> pots(
            Profile profile, Map<String, List<Entry>> byPot, boolean funded, List<Words> notes) {
        List<String> with =
                byPot.keySet().stream().filter(pot -> !byPot.get(pot).isEmpty()).toList();
        BigDecimal levels = profile.pots().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal all = funded ? levels : levels.add(profile.budget());
        if (with.isEmpty()) {
            return Map.of();
        }
        List<BigDecimal> weights = with.stream().map(profile.pots()::get).toList();
        boolean worthless = weights.stream().allMatch(weight -> weight.signum() == 0);
        List<BigDecimal> shares = worthless
                ? java.util.Collections.nCopies(with.size(), NOTHING) // Only levels to which the profile gives nothing.
                : Allotment.of(all, weights);
        Map<String, BigDecimal> pots = new LinkedHashMap<>();
        for (int i = 0; i < with.size(); i++) {
            pots.put(with.get(i), shares.get(i));
        }
        if (with.size() < byPot.size() || !funded) {
            notes.add(redistributed(profile, byPot, funded, pots));
        }
        return pots;
    }

    private static Words redistributed(
            Profile profile, Map<String, List<Entry>> byPot, boolean funded, Map<String, BigDecimal> pots) {
        List<Words> without = new ArrayList<>();
        if (!funded) {
            without.add(Words.of(Score.class, "nothingWasPlanned"));
        }
        byPot.forEach((pot, rows) -> {
            if (rows.isEmpty()) {
                without.add(Words.asWritten(pot));
            }
        });
        List<Words> changed = new ArrayList<>();
        pots.forEach((pot, points) -> changed.add(Words.of(
                Score.class,
                "changed",
                pot,
                profile.pots().get(pot).toPlainString(),
                points.stripTrailingZeros().toPlainString())));
        return Words.of(
                Score.class,
                "withoutAScoredRow",
                Words.joined(Words.of(Words.class, "enumeration"), without),
                Words.joined(Words.of(Words.class, "comma"), changed));
    }

    private static void allot(BigDecimal pot, List<Entry> rows, Map<Entry, BigDecimal> points) {
        if (rows.isEmpty()) {
            return;
        }
        List<BigDecimal> shares = Allotment.ofDeclared(
                pot,
                rows.stream()
                        .map(row -> row.indicator().remarks().points().orElse(null))
                        .toList());
        for (int i = 0; i < rows.size(); i++) {
            points.put(rows.get(i), shares.get(i));
        }
    }

    private static BigDecimal execution(BigDecimal points, BigDecimal planned, BigDecimal executed) {
        BigDecimal counted = executed.min(planned).max(BigDecimal.ZERO);
        return points.multiply(counted).divide(planned, 2, RoundingMode.HALF_UP);
    }

    private static Scored scored(Profile profile, Entry entry, Optional<BigDecimal> points) {
        Indicator indicator = entry.indicator();
        Evaluation evaluation = entry.evaluation();
        if (points.isEmpty()) {
            return new Scored(
                    indicator,
                    evaluation,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    outside(profile, entry),
                    Set.of());
        }
        Optional<ScoredRow> row = scored(indicator, evaluation);
        Optional<Rule> rule = row.map(any -> profile.rule(indicator.id(), any.kind()));
        BigDecimal computed =
                row.map(any -> earned(points.get(), any, rule.get())).orElse(NOTHING);
        BigDecimal score =
                entry.lowered().map(given -> given.min(computed).max(NOTHING)).orElse(computed);
        return new Scored(
                indicator,
                evaluation,
                points,
                Optional.of(computed),
                Optional.of(score.setScale(2, RoundingMode.HALF_UP)),
                rule,
                Optional.empty(),
                needs(profile, row, evaluation, points.get(), score));
    }

    private static BigDecimal earned(BigDecimal points, ScoredRow scoredRow, Rule rule) {
        BigDecimal most =
                scoredRow.kind() == ScoredRow.ScoringKind.QUALITY || scoredRow.met() ? points : points.subtract(CENT);
        var exact = rule.share(scoredRow).times(points);
        BigDecimal cents = exact.numerator().divide(exact.denominator(), 2, RoundingMode.HALF_UP);
        return cents.min(most).max(NOTHING);
    }

    private static Set<Needs> needs(
            Profile profile, Optional<ScoredRow> row, Evaluation evaluation, BigDecimal points, BigDecimal score) {
        Set<Needs> needs = EnumSet.noneOf(Needs.class);
        if (score.compareTo(points) < 0) {
            needs.add(Needs.BELOW_POINTS);
        }
        row.ifPresent(any -> {
            if (evaluation.stale() && any.actual().numerator().signum() == 0 && score.signum() > 0) {
                needs.add(Needs.STALE_ZERO);
            }
            boolean reach = any.kind() == ScoredRow.ScoringKind.REACH || any.kind() == ScoredRow.ScoringKind.QUOTA;
            BigDecimal bound = any.target().value().multiply(profile.overshoot());
            if (reach && bound.signum() > 0 && any.actual().times(HUNDRED).compareTo(bound) > 0) {
                needs.add(Needs.OVERSHOOT);
            }
        });
        return needs;
    }

    /** Empty where the evaluation has no target or no value. */
    private static Optional<ScoredRow> scored(Indicator indicator, Evaluation evaluation) {
        return evaluation
                .target()
                .flatMap(target -> evaluation
                        .actual()
                        .map(actual -> new ScoredRow(target, indicator.behaviour(), actual, evaluation.slots())));
    }
}
