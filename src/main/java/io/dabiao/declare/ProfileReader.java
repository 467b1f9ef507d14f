package io.dabiao.declare;

import io.dabiao.core.declaration.Profile;
import io.dabiao.core.declaration.Rule;
import io.dabiao.core.declaration.ScoredRow;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Source;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads how a year is scored: what a declaration or an installation says otherwise than the default. What it does not say
 * stays as the default has it.
 */
public final class ProfileReader {

    private static final Map<String, Rule> RULES = new LinkedHashMap<>();

    static {
        RULES.put("whole", new Rule.Whole());
        RULES.put("proportional", new Rule.Proportional());
        RULES.put("excess", new Rule.Excess());
        RULES.put("inverse", new Rule.Inverse());
        RULES.put("kept", new Rule.Kept());
        RULES.put("completion", new Rule.Completion());
    }

    private static final BigDecimal MOST = BigDecimal.valueOf(1000);
    private static final BigDecimal LEAST_STEP = new BigDecimal("0.000000000001");
    private static final BigDecimal MOST_VALUE = new BigDecimal("999999999999999999");
    private static final String POINTS = "0 to 1000 points";
    private static final Map<String, ScoredRow.ScoringKind> KINDS =
            Cursor.words(ScoredRow.ScoringKind.values(), ScoredRow.ScoringKind::word);

    /** What came of reading an installation's profile. */
    public sealed interface ProfileReading {

        record Accepted(Profile profile) implements ProfileReading {}

        /** @param faults never empty */
        record Refused(List<Fault> faults) implements ProfileReading {}
    }

    private final Collection<String> indicators;

    /** @param indicators the ids that single rows may be named by */
    ProfileReader(Collection<String> indicators) {
        this.indicators = indicators;
    }

    /** An installation's own profile, a document of the same keys as a declaration's {@code scoring}. */
    public static ProfileReading read(String file, String yaml) {
        Source source = new Source(file, yaml);
        Optional<Profile> profile = source.root().flatMap(root -> new ProfileReader(List.of()).read(root));
        return source.faults().isEmpty()
                ? new ProfileReading.Accepted(profile.orElseThrow())
                : new ProfileReading.Refused(source.faults());
    }

    Optional<Profile> read(Cursor at) {
        return at.fields("a scoring profile").map(fields -> profile(fields, Profile.DEFAULT));
    }

    private Profile profile(Fields fields, Profile usual) {
        String name = fields.optional("name").flatMap(Cursor::text).orElse("本申报的评分规则");
        BigDecimal budget = fields.optional("budget")
                .flatMap(at -> at.number(BigDecimal.ZERO, MOST, POINTS))
                .orElse(usual.budget());
        Map<String, BigDecimal> pots =
                fields.optional("levels").map(ProfileReader::pots).orElse(usual.pots());
        Map<String, String> joins = new HashMap<>();
        usual.joins().forEach((from, to) -> {
            if (pots.containsKey(to)) {
                joins.put(from, to);
            }
        });
        Map<ScoredRow.ScoringKind, Rule> rules = new HashMap<>(usual.rules());
        fields.optional("rules").flatMap(at -> at.fields("rules")).ifPresent(each -> {
            KINDS.forEach((word, scoringKind) ->
                    each.optional(word).flatMap(ProfileReader::rule).ifPresent(rule -> rules.put(scoringKind, rule)));
            each.done();
        });
        Map<String, Rule> rows = new HashMap<>();
        fields.optional("rows").ifPresent(at -> ofIndicators(at, one -> rule(one), rows));
        Map<String, String> dropped = new HashMap<>();
        fields.optional("dropped").ifPresent(at -> ofIndicators(at, Cursor::text, dropped));
        BigDecimal overshoot = fields.optional("overshoot")
                .flatMap(at -> at.number(BigDecimal.valueOf(100), BigDecimal.valueOf(100_000), "100 to 100000 percent"))
                .orElse(usual.overshoot());
        List<Profile.Grade> grades = fields.optional("grades")
                .map(ProfileReader::grades)
                .filter(list -> !list.isEmpty())
                .orElse(usual.grades());
        fields.done();
        return new Profile(name, budget, pots, joins, rules, rows, dropped, overshoot, grades);
    }

    private static Map<String, BigDecimal> pots(Cursor at) {
        Map<String, BigDecimal> pots = new LinkedHashMap<>();
        at.fields("levels").ifPresent(levels -> {
            for (String level : List.copyOf(levels.names())) {
                levels.optional(level)
                        .flatMap(points -> points.number(BigDecimal.ZERO, MOST, POINTS))
                        .ifPresent(points -> pots.put(level, points));
            }
            levels.done();
        });
        if (pots.values().stream().allMatch(points -> points.signum() == 0)) {
            at.fault("levels without points", "points for one level at least", "write 产出指标: 50");
        }
        return pots;
    }

    private <T> void ofIndicators(
            Cursor at, java.util.function.Function<Cursor, Optional<T>> reading, Map<String, T> into) {
        at.fields("indicators").ifPresent(rows -> {
            for (String id : List.copyOf(rows.names())) {
                Optional<Cursor> row = rows.optional(id);
                if (!indicators.contains(id)) {
                    rows.key(id).unknown(id, indicators);
                } else {
                    row.flatMap(reading).ifPresent(value -> into.put(id, value));
                }
            }
            rows.done();
        });
    }

    /** A word, or a mapping that says more. */
    private static Optional<Rule> rule(Cursor at) {
        if (at.scalar()) {
            return at.oneOf(RULES);
        }
        return at.fields("a rule").flatMap(fields -> {
            Optional<Rule> rule =
                    fields.has("bands") ? fields.optional("bands").flatMap(ProfileReader::bands) : steps(fields);
            fields.done();
            return rule;
        });
    }

    private static Optional<Rule> steps(Fields fields) {
        Optional<BigDecimal> at =
                fields.required("at").flatMap(value -> value.number(MOST_VALUE.negate(), MOST_VALUE, "a number"));
        Optional<BigDecimal> earns =
                fields.required("earns").flatMap(value -> value.number(LEAST_STEP, MOST, "more than 0 points"));
        Optional<BigDecimal> each =
                fields.required("each").flatMap(value -> value.number(LEAST_STEP, MOST_VALUE, "more than 0"));
        Optional<BigDecimal> costs =
                fields.required("costs").flatMap(value -> value.number(BigDecimal.ZERO, MOST, POINTS));
        return at.flatMap(from -> earns.flatMap(
                full -> each.flatMap(step -> costs.map(minus -> new Rule.Steps(from, full, step, minus)))));
    }

    private static Optional<Rule> bands(Cursor at) {
        List<Rule.Bands.Band> bands = new ArrayList<>();
        BigDecimal above = BigDecimal.valueOf(101);
        for (Cursor one : at.items("bands")) {
            Optional<Fields> fields = one.fields("a band");
            if (fields.isPresent()) {
                Optional<String> name = fields.get().required("name").flatMap(Cursor::text);
                Optional<BigDecimal> from = fields.get()
                        .required("from")
                        .flatMap(value -> value.number(BigDecimal.ZERO, BigDecimal.valueOf(100), "0 to 100 percent"));
                Optional<BigDecimal> earns = fields.get()
                        .optional("earns")
                        .flatMap(value -> value.number(BigDecimal.ZERO, BigDecimal.valueOf(100), "0 to 100 percent"));
                fields.get().done();
                BigDecimal last = above;
                boolean falls = from.isEmpty()
                        || one.expectThat(
                                from.get().compareTo(last) < 0,
                                "a band from " + from.get(),
                                "the highest band first",
                                "put the bands in order");
                above = from.orElse(above);
                if (name.isPresent() && from.isPresent() && falls) {
                    bands.add(new Rule.Bands.Band(name.get(), from.get(), earns));
                }
            }
        }
        return bands.isEmpty() ? Optional.empty() : Optional.of(new Rule.Bands(bands));
    }

    private static List<Profile.Grade> grades(Cursor at) {
        List<Profile.Grade> grades = new ArrayList<>();
        for (Cursor one : at.items("grades")) {
            one.fields("a grade").ifPresent(fields -> {
                Optional<String> name = fields.required("name").flatMap(Cursor::text);
                Optional<BigDecimal> from =
                        fields.required("from").flatMap(value -> value.number(BigDecimal.ZERO, MOST, POINTS));
                fields.done();
                name.flatMap(word -> from.map(least -> new Profile.Grade(word, least)))
                        .ifPresent(grades::add);
            });
        }
        grades.sort((one, other) -> other.from().compareTo(one.from()));
        return grades;
    }
}
