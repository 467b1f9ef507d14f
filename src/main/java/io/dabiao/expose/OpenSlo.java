package io.dabiao.expose;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.WorkingDays;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EffectiveDeclaration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * What of a year's promises OpenSLO v1 can say, as its objects, and what it cannot, each with the reason.
 *
 * <p>A share and days are ratios of two families of {@code /metrics}; a level (a response time) is a threshold. OpenSLO wants
 * an error budget of everything, so a promise that allows nothing to fail does not fit, nor does an amount of a year.
 *
 * @param objects in an order in which each refers only to earlier ones
 */
record OpenSlo(List<Map<String, Object>> objects, List<LeftOut> leftOut) {

    /** The share of the time for which a level is to be kept, where no one says another: no form declares one. */
    static final BigDecimal USUAL_SHARE = new BigDecimal("0.99");

    private static final String SOURCE = "dabiao-prometheus";
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_DESCRIPTION = 1050;
    /** Digits of an objective; what has more is rounded down, so that a promise that is just kept is kept here too. */
    private static final int DIGITS = 6;

    /** An indicator that is not among the objects. */
    record LeftOut(EffectiveDeclaration standing, Indicator indicator, Words because) {}

    /**
     * What a request chooses.
     *
     * @param share of the time for which a level is to be kept; from 0, below 1
     * @param prometheus where the Prometheus is that scrapes the service; empty where the reader fills that in
     */
    record Wanted(BigDecimal share, Optional<URI> prometheus) {}

    /** How an indicator is said: its SLI, and its objective. */
    private record Said(Map<String, Object> indicator, Map<String, Object> objective, String note) {}

    /** Either {@code said}, or why not. */
    private record Translation(Optional<Said> said, Optional<Words> because) {

        static Translation said(Map<String, Object> indicator, Map<String, Object> objective, String note) {
            return new Translation(Optional.of(new Said(indicator, objective, note)), Optional.empty());
        }

        static Translation not(Words words) {
            return new Translation(Optional.empty(), Optional.of(words));
        }
    }

    /**
     * @param standing of one year
     * @param at the targets in force then are the objectives
     */
    static OpenSlo of(List<EffectiveDeclaration> standing, Instant at, Wanted wanted) {
        List<Map<String, Object>> objects = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        objects.add(source(wanted));
        for (EffectiveDeclaration one : standing) {
            List<Map<String, Object>> ofProject = new ArrayList<>();
            for (Indicator indicator : one.declaration().indicators()) {
                Translation translation = outcome(one.declaration(), indicator, at, wanted);
                translation.said().ifPresent(said -> ofProject.addAll(objects(one, indicator, said)));
                translation.because().ifPresent(because -> leftOut.add(new LeftOut(one, indicator, because)));
            }
            if (!ofProject.isEmpty()) {
                objects.add(service(one.declaration()));
                objects.addAll(ofProject);
            }
        }
        return new OpenSlo(List.copyOf(objects), List.copyOf(leftOut));
    }

    private static Translation outcome(Declaration declaration, Indicator indicator, Instant at, Wanted wanted) {
        Optional<Target> declared = indicator.targetAt(at, declaration.zone());
        if (declared.isEmpty()) {
            return Translation.not(Words.of(OpenSlo.class, "noTargetIsDeclared"));
        }
        Target target = declared.get();
        Operator operator = target.effective(indicator.behaviour());
        Measure measure = indicator.measure();
        if (indicator.behaviour() == Behaviour.ACCUMULATE || indicator.behaviour() == Behaviour.ACCUMULATE_REVERSIBLE) {
            return Translation.not(Words.of(OpenSlo.class, "itGrowsTowardsItsTargetBeing"));
        }
        return switch (measure.kind()) {
            case RATIO -> share(declaration, indicator, operator, inBase(target));
            case WORKING_DAYS -> workingDays(declaration, indicator, operator, target, wanted);
            case AVAILABLE_DAYS, DISTINCT_DAYS -> days(declaration, indicator, operator, target);
            case MEAN, PERCENTILE -> level(declaration, indicator, operator, target, wanted);
            case MAX, MIN, LATEST ->
                indicator.live().isPresent()
                        ? level(declaration, indicator, operator, target, wanted)
                        : Translation.not(Words.of(OpenSlo.class, "oneReadingSpeaksForTheWhole"));
            case COUNT, SUM, DISTINCT -> Translation.not(Words.of(OpenSlo.class, "itIsAnAmountOfThe"));
            case WORST -> Translation.not(Words.of(OpenSlo.class, "everyMonthOrWeekIsTo"));
            case GROWTH -> Translation.not(Words.of(OpenSlo.class, "itComparesTheYearsEndWith"));
            case REPORTED -> Translation.not(Words.of(OpenSlo.class, "aPersonReportsIt"));
            // One more kind of measure is left out, with this reason, until it is said here what it is in OpenSLO.
            default -> Translation.not(Words.of(OpenSlo.class, "nothingOfItsKindIsThere"));
        };
    }

    private static BigDecimal inBase(Target target) {
        return target.value().multiply(target.unit().scale());
    }

    private static Translation workingDays(
            Declaration declaration, Indicator indicator, Operator operator, Target target, Wanted wanted) {
        return switch (((WorkingDays) indicator.measure()).duration()) {
            case SHARE -> share(declaration, indicator, operator, inBase(target));
            case MEAN -> level(declaration, indicator, operator, target, wanted);
            case LONGEST -> Translation.not(Words.of(OpenSlo.class, "itsLongestCaseSpeaksForThe"));
        };
    }

    private static Translation share(
            Declaration declaration, Indicator indicator, Operator operator, BigDecimal bound) {
        boolean good = atLeast(operator);
        return ratio(declaration, indicator, good, good ? bound : BigDecimal.ONE.subtract(bound), note(operator));
    }

    private static Translation days(Declaration declaration, Indicator indicator, Operator operator, Target target) {
        Period period = declaration.period();
        BigDecimal all = BigDecimal.valueOf(ChronoUnit.DAYS.between(period.from(), period.until()));
        return ratio(
                declaration,
                indicator,
                atLeast(operator),
                target.value().divide(all, DIGITS, RoundingMode.DOWN),
                note(operator));
    }

    private static Translation ratio(
            Declaration declaration, Indicator indicator, boolean good, BigDecimal target, String note) {
        if (target.compareTo(BigDecimal.ONE) >= 0) {
            return Translation.not(Words.of(OpenSlo.class, "itAllowsNothingToFailOpenslos"));
        }
        if (target.signum() < 0) {
            return Translation.not(Words.of(OpenSlo.class, "itsBoundLiesAboveTheWhole"));
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("counter", true);
        parts.put(good ? "good" : "bad", metric(series("dabiao_indicator_part", declaration, indicator)));
        parts.put("total", metric(series("dabiao_indicator_whole", declaration, indicator)));
        return Translation.said(Map.of("ratioMetric", parts), Map.of("target", number(target)), note);
    }

    private static Translation level(
            Declaration declaration, Indicator indicator, Operator operator, Target target, Wanted wanted) {
        boolean live = indicator.live().isPresent() && indicator.measure().saysOfShortWindows();
        String family = live ? "dabiao_indicator_live_value" : "dabiao_indicator_actual";
        Map<String, Object> objective = new LinkedHashMap<>();
        objective.put(
                "op",
                switch (operator) {
                    case AT_LEAST, REACHED -> "gte";
                    case AT_MOST -> "lte";
                    case MORE_THAN -> "gt";
                    case LESS_THAN -> "lt";
                });
        objective.put("value", number(target.value()));
        objective.put("target", number(wanted.share()));
        String over =
                live ? "over " + indicator.live().get().window() : "over the year so far, as no live: is declared";
        return Translation.said(
                Map.of("thresholdMetric", metric(series(family, declaration, indicator))),
                objective,
                "The value is measured " + over + ". For how much of the time it is to be kept ("
                        + wanted.share().toPlainString() + ") is no part of the promise: share= says otherwise.");
    }

    private static boolean atLeast(Operator operator) {
        return switch (operator) {
            case AT_LEAST, REACHED, MORE_THAN -> true;
            case AT_MOST, LESS_THAN -> false;
        };
    }

    /** OpenSLO's ratios are kept at the bound. */
    private static String note(Operator operator) {
        return switch (operator) {
            case AT_LEAST, REACHED, AT_MOST -> "";
            case MORE_THAN, LESS_THAN -> "At the bound itself the promise is not kept; OpenSLO cannot say so.";
        };
    }

    /** Replicas show the same value: one of them is enough. */
    private static String series(String family, Declaration declaration, Indicator indicator) {
        return "max(%s{year=\"%d\",project=\"%s\",indicator=\"%s\"})"
                .formatted(family, declaration.year(), declaration.project(), indicator.id());
    }

    private static Map<String, Object> metric(String query) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("metricSourceRef", SOURCE);
        source.put("type", "Prometheus");
        source.put("spec", Map.of("query", query));
        return Map.of("metricSource", source);
    }

    private static Map<String, Object> source(Wanted wanted) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("description", "The Prometheus that scrapes /metrics of the service.");
        spec.put("type", "Prometheus");
        spec.put(
                "connectionDetails",
                wanted.prometheus()
                        .<Map<String, Object>>map(url -> Map.of("url", url.toString()))
                        .orElseGet(Map::of));
        return object("DataSource", metadata(SOURCE, "达标 Prometheus"), spec);
    }

    private static Map<String, Object> service(Declaration declaration) {
        return object(
                "Service",
                metadata(name(declaration.project()), declaration.name()),
                Map.of("description", shortened(declaration.goal())));
    }

    private static List<Map<String, Object>> objects(
            EffectiveDeclaration effectiveDeclaration, Indicator indicator, Said said) {
        Declaration declaration = effectiveDeclaration.declaration();
        String name = name(declaration.project() + "-" + indicator.id() + "-" + declaration.year());
        Map<String, Object> metadata = metadata(name, indicator.name());
        Map<String, Object> labels = new LinkedHashMap<>();
        labels.put("year", Integer.toString(declaration.year()));
        labels.put("project", declaration.project());
        labels.put("indicator", indicator.id());
        labels.put("draft", Boolean.toString(effectiveDeclaration.draft()));
        metadata.put("labels", labels);
        Map<String, Object> sli = new LinkedHashMap<>();
        sli.put("description", shortened(indicator.measure().words().chinese()));
        sli.putAll(said.indicator());

        Map<String, Object> spec = new LinkedHashMap<>();
        String promise = declaration.name() + " · " + indicator.name() + " "
                + indicator.printed().map(printed -> printed.text()).orElse("");
        spec.put("description", shortened((promise.strip() + ". " + said.note()).strip()));
        spec.put("service", name(declaration.project()));
        spec.put("indicatorRef", name);
        spec.put("timeWindow", List.of(window(declaration.period())));
        spec.put("budgetingMethod", "Occurrences");
        Map<String, Object> objective = new LinkedHashMap<>();
        objective.put("displayName", indicator.name());
        objective.putAll(said.objective());
        spec.put("objectives", List.of(objective));
        return List.of(object("SLI", metadata, sli), object("SLO", metadata, spec));
    }

    private static Map<String, Object> window(Period period) {
        Map<String, Object> calendar = new LinkedHashMap<>();
        calendar.put("startTime", period.from() + " 00:00:00");
        calendar.put("timeZone", period.zone().getId());
        Map<String, Object> window = new LinkedHashMap<>();
        boolean year = period.from().plusYears(1).equals(period.until());
        window.put("duration", year ? "1Y" : ChronoUnit.DAYS.between(period.from(), period.until()) + "d");
        window.put("calendar", calendar);
        window.put("isRolling", false);
        return window;
    }

    private static Map<String, Object> object(String kind, Map<String, Object> metadata, Map<String, Object> spec) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "openslo/v1");
        object.put("kind", kind);
        object.put("metadata", metadata);
        object.put("spec", spec);
        return object;
    }

    private static Map<String, Object> metadata(String name, String displayName) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("displayName", displayName);
        return metadata;
    }

    /** Ids are lower case with dashes already; one that is too long ends in a digest of the whole. */
    private static String name(String id) {
        if (id.length() <= LONGEST_NAME) {
            return id;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return id.substring(0, LONGEST_NAME - 9) + "-" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }

    /** As YAML's plain integers and decimals, never with an exponent. */
    private static Number number(BigDecimal exact) {
        BigDecimal rounded = exact.scale() > DIGITS ? exact.setScale(DIGITS, RoundingMode.DOWN) : exact;
        BigDecimal plain = rounded.stripTrailingZeros();
        return plain.scale() <= 0 ? plain.toBigIntegerExact() : plain;
    }

    /** One document an object; what is left out stands in a comment before them. */
    String yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setExplicitStart(true);
        options.setWidth(120);
        options.setSplitLines(false);
        // The SLI and the SLO of an indicator have the same metadata; an alias for it would be YAML, but no one's
        // habit.
        options.setDereferenceAliases(true);
        StringBuilder text = new StringBuilder("# OpenSLO v1. ")
                .append(leftOut.size())
                .append(leftOut.isEmpty() ? " indicators are left out.\n" : " indicators are left out:\n");
        for (LeftOut one : leftOut) {
            text.append("#   ")
                    .append(one.standing().declaration().project())
                    .append('/')
                    .append(one.indicator().id())
                    .append(" (")
                    .append(one.indicator().name().replaceAll("\\R", " "))
                    .append("): ")
                    .append(one.because().english())
                    .append('\n');
        }
        return text.append(new Yaml(options).dumpAll(objects.iterator())).toString();
    }
}
