package io.dabiao.expose;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * The rules of the OpenSLO v1 specification's text for the kinds that the service writes, each rule written down from it: the
 * project publishes no JSON schema of v1. A key that the specification does not know is a fault.
 */
public final class OpenSloSpecification {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?");
    private static final Pattern DURATION = Pattern.compile("[1-9][0-9]*[mhdwMQY]");

    private final List<String> faults = new ArrayList<>();

    private OpenSloSpecification() {}

    /** What the documents violate; references must be to objects among them. */
    public static List<String> faults(String yaml) {
        OpenSloSpecification one = new OpenSloSpecification();
        Set<String> known = new HashSet<>();
        List<Map<String, Object>> objects = objects(yaml);
        if (objects.isEmpty()) {
            one.faults.add("no object at all");
        }
        for (Map<String, Object> object : objects) {
            String name = object.get("kind") + "/" + map(object, "metadata").get("name");
            if (!known.add(name)) {
                one.faults.add(name + " is there twice");
            }
        }
        objects.forEach(object -> one.object(object, known));
        return one.faults;
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(String yaml) {
        List<Map<String, Object>> objects = new ArrayList<>();
        new Yaml().loadAll(yaml).forEach(document -> objects.add((Map<String, Object>) document));
        return objects;
    }

    private void object(Map<String, Object> object, Set<String> known) {
        String kind = String.valueOf(object.get("kind"));
        Map<String, Object> metadata = map(object, "metadata");
        String where = kind + "/" + metadata.get("name");
        keys(where, object, Set.of("apiVersion", "kind", "metadata", "spec"), Set.of());
        rule(where, "apiVersion", "openslo/v1".equals(object.get("apiVersion")));
        keys(where, metadata, Set.of("name"), Set.of("displayName", "labels", "annotations"));
        rule(where, "metadata.name", NAME.matcher(text(metadata, "name")).matches());
        map(metadata, "labels").forEach((key, value) -> {
            rule(where, "label " + key, LABEL.matcher(key).matches());
            rule(where, "label " + key + " is text", value instanceof String);
        });
        Map<String, Object> spec = map(object, "spec");
        rule(where, "description", text(spec, "description").length() <= 1050);
        switch (kind) {
            case "DataSource" -> {
                keys(where, spec, Set.of("type", "connectionDetails"), Set.of("description"));
                rule(where, "type", !text(spec, "type").isEmpty());
            }
            case "Service" -> keys(where, spec, Set.of(), Set.of("description"));
            case "SLI" -> indicator(where, spec, known);
            case "SLO" -> objective(where, spec, known);
            default -> faults.add(where + ": no such kind");
        }
    }

    private void indicator(String where, Map<String, Object> spec, Set<String> known) {
        keys(where, spec, Set.of(), Set.of("description", "thresholdMetric", "ratioMetric"));
        rule(where, "one metric", spec.containsKey("thresholdMetric") != spec.containsKey("ratioMetric"));
        if (spec.containsKey("thresholdMetric")) {
            metric(where, map(spec, "thresholdMetric"), known);
        } else {
            Map<String, Object> ratio = map(spec, "ratioMetric");
            keys(where, ratio, Set.of("counter", "total"), Set.of("good", "bad"));
            rule(where, "counter", ratio.get("counter") instanceof Boolean);
            rule(where, "good or bad", ratio.containsKey("good") != ratio.containsKey("bad"));
            metric(where, map(ratio, ratio.containsKey("good") ? "good" : "bad"), known);
            metric(where, map(ratio, "total"), known);
        }
    }

    private void metric(String where, Map<String, Object> metric, Set<String> known) {
        keys(where, metric, Set.of("metricSource"), Set.of());
        Map<String, Object> source = map(metric, "metricSource");
        keys(where, source, Set.of("spec"), Set.of("metricSourceRef", "type"));
        rule(where, "source", known.contains("DataSource/" + source.get("metricSourceRef")));
        rule(where, "query", !text(map(source, "spec"), "query").isEmpty());
    }

    private void objective(String where, Map<String, Object> spec, Set<String> known) {
        keys(
                where,
                spec,
                Set.of("service", "indicatorRef", "timeWindow", "budgetingMethod", "objectives"),
                Set.of("description"));
        rule(where, "service", known.contains("Service/" + spec.get("service")));
        rule(where, "indicatorRef", known.contains("SLI/" + spec.get("indicatorRef")));
        rule(where, "budgetingMethod", Set.of("Occurrences").contains(text(spec, "budgetingMethod")));
        List<Map<String, Object>> windows = list(spec, "timeWindow");
        rule(where, "one window", windows.size() == 1);
        for (Map<String, Object> window : windows) {
            keys(where, window, Set.of("duration", "isRolling", "calendar"), Set.of());
            rule(where, "duration", DURATION.matcher(text(window, "duration")).matches());
            rule(where, "isRolling", Boolean.FALSE.equals(window.get("isRolling")));
            Map<String, Object> calendar = map(window, "calendar");
            keys(where, calendar, Set.of("startTime", "timeZone"), Set.of());
            rule(where, "startTime", text(calendar, "startTime").matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"));
            rule(where, "timeZone", java.time.ZoneId.getAvailableZoneIds().contains(text(calendar, "timeZone")));
        }
        List<Map<String, Object>> objectives = list(spec, "objectives");
        rule(where, "objectives", !objectives.isEmpty());
        for (Map<String, Object> objective : objectives) {
            keys(where, objective, Set.of("target"), Set.of("displayName", "op", "value"));
            rule(where, "op and value together", objective.containsKey("op") == objective.containsKey("value"));
            if (objective.containsKey("op")) {
                rule(where, "op", Set.of("lte", "gte", "lt", "gt").contains(text(objective, "op")));
                rule(where, "value", objective.get("value") instanceof Number);
            }
            rule(where, "target is a number", objective.get("target") instanceof Number);
            BigDecimal target = new BigDecimal(String.valueOf(objective.get("target")));
            rule(where, "target", target.signum() >= 0 && target.compareTo(BigDecimal.ONE) < 0);
        }
    }

    private void keys(String where, Map<String, Object> map, Set<String> required, Set<String> optional) {
        required.forEach(key -> rule(where, "has " + key, map.get(key) != null));
        map.keySet().forEach(key -> rule(where, "unknown " + key, required.contains(key) || optional.contains(key)));
    }

    private void rule(String where, String what, boolean kept) {
        if (!kept) {
            faults.add(where + ": " + what);
        }
    }

    private static String text(Map<String, Object> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> inner ? (Map<String, Object>) inner : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> inner ? (List<Map<String, Object>>) inner : List.of();
    }
}
