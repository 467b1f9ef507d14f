package io.dabiao.page.declarations;

import io.dabiao.core.event.EventTypes;
import io.dabiao.page.FieldText;
import io.dabiao.yaml.Quoted;
import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An indicator as typed into a form: what is promised, and how it is measured, by choosing.
 *
 * @param measure a word of {@link How}
 * @param type of the events that are measured; of no matter for a page and for what a person reports
 * @param attribute whose values are taken, where values are
 * @param where an attribute that the events must have, {@code equal} its value; both empty for any event
 * @param url of a page
 * @param points empty for an equal share
 */
public record TypedIndicator(
        String name,
        String level1,
        String level2,
        String operator,
        String target,
        String unit,
        String owner,
        String points,
        String measure,
        String type,
        String attribute,
        String where,
        String equal,
        String url) {

    /** How the figure comes about. */
    enum How {
        COUNT,
        SUM,
        LATEST,
        MEAN,
        SHARE,
        DAYS,
        PAGE,
        REPORTED;

        boolean ofEvents() {
            return this != PAGE && this != REPORTED;
        }

        boolean ofValues() {
            return this == SUM || this == LATEST || this == MEAN;
        }
    }

    static final List<String> LEVELS = List.of("产出指标", "效益指标", "满意度指标", "成本指标");
    private static final String QUANTITY = "数量指标";
    private static final String TIMELINESS = "时效指标";

    static final List<String> SECOND_LEVELS = List.of(
            QUANTITY, "质量指标", TIMELINESS, "社会效益指标", "经济效益指标", "生态效益指标", "可持续影响指标", "服务对象满意度指标", "经济成本指标", "社会成本指标");
    static final List<String> OPERATORS = List.of("≥", "≤", "=", ">", "<");
    /** Those that a form offers; any other may be typed. */
    static final List<String> UNITS = List.of("次", "个", "件", "篇", "人", "人次", "家", "项", "%", "天", "秒", "万元");

    private static final int LONGEST = 200;
    private static final int LONGEST_URL = 2_000;
    /** A number, and the unit where a person typed it behind the number. */
    private static final Pattern AMOUNT =
            Pattern.compile("((?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,6})?)\\s*([^0-9.\\s()][^0-9\\s()]{0,19})?");

    private static final Pattern UNIT = Pattern.compile("[^\\s()]{1,20}");

    static TypedIndicator of(MultivaluedMap<String, String> form) {
        String target =
                Normalizer.normalize(text(form, "target"), Normalizer.Form.NFKC).replace(",", "");
        String unit = text(form, "unit").replace("（", "").replace("）", "");
        Matcher amount = AMOUNT.matcher(target);
        if (amount.matches() && amount.group(2) != null) {
            target = amount.group(1);
            unit = unit.isEmpty() ? amount.group(2).strip() : unit;
        }
        return new TypedIndicator(
                text(form, "name"),
                text(form, "level1"),
                level2(form),
                text(form, "operator"),
                target.strip(),
                unit,
                text(form, "owner"),
                text(form, "points"),
                text(form, "measure"),
                text(form, "type"),
                text(form, "attribute"),
                text(form, "where"),
                text(form, "is"),
                text(form, "url"));
    }

    /** How long a page takes is no quantity, with which the form begins: the official form has it under 时效. */
    private static String level2(MultivaluedMap<String, String> form) {
        String level2 = text(form, "level2");
        return text(form, "measure").equals(How.PAGE.name()) && level2.equals(QUANTITY) ? TIMELINESS : level2;
    }

    static TypedIndicator nothing(String owner) {
        return new TypedIndicator("", "产出指标", QUANTITY, "≥", "", "", owner, "", How.COUNT.name(), "", "", "", "", "");
    }

    private static String text(MultivaluedMap<String, String> form, String field) {
        String value = form.getFirst(field);
        return FieldText.stripped(value);
    }

    Optional<How> how() {
        try {
            return Optional.of(How.valueOf(measure));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** What is wrong with what was typed, by field, as keys of words; empty where nothing is. */
    Map<String, String> faults(EventTypes types) {
        Map<String, String> faults = new LinkedHashMap<>();
        need(faults, "name", !name.isEmpty() && name.length() <= LONGEST, "faultName");
        need(faults, "level1", LEVELS.contains(level1), "faultLevel");
        need(faults, "level2", !level2.isEmpty() && level2.length() <= LONGEST, "faultLevel");
        need(faults, "operator", OPERATORS.contains(operator), "faultOperator");
        need(faults, "target", AMOUNT.matcher(target).matches(), "faultTarget");
        need(faults, "unit", UNIT.matcher(unit).matches(), "faultUnit");
        need(faults, "owner", owner.length() <= LONGEST, "faultOwner");
        need(faults, "points", points.isEmpty() || AMOUNT.matcher(points).matches(), "faultPoints");
        Optional<How> how = how();
        need(faults, "measure", how.isPresent(), "faultMeasure");
        how.ifPresent(chosen -> measured(faults, chosen, types));
        return faults;
    }

    private void measured(Map<String, String> faults, How how, EventTypes types) {
        if (how == How.PAGE) {
            need(faults, "url", address(), "faultUrl");
            need(faults, "unit", Set.of("秒", "毫秒").contains(unit), "faultSeconds");
        }
        if (how == How.SHARE) {
            need(faults, "unit", Set.of("%", "％").contains(unit), "faultShare");
            need(faults, "where", !where.isEmpty() && !equal.isEmpty(), "faultCondition");
        }
        if (how == How.DAYS) {
            need(faults, "unit", unit.equals("天"), "faultDays");
        }
        if (how.ofEvents()) {
            Optional<EventTypes.Type> known = types.type(type);
            need(faults, "type", known.isPresent(), "faultType");
            need(faults, "where", where.isEmpty() == equal.isEmpty(), "faultCondition");
            known.ifPresent(one -> {
                if (how.ofValues()) {
                    need(faults, "attribute", one.attribute(attribute).isPresent(), "faultAttribute");
                }
                need(faults, "where", where.isEmpty() || one.attribute(where).isPresent(), "faultCondition");
            });
        }
    }

    private static void need(Map<String, String> faults, String field, boolean is, String fault) {
        if (!is) {
            faults.putIfAbsent(field, fault);
        }
    }

    private boolean address() {
        try {
            URI uri = new URI(url);
            return url.length() <= LONGEST_URL
                    && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException none) {
            return false;
        }
    }

    String printed() {
        return operator + target + "(" + unit + ")";
    }

    /**
     * The lines of its item in a declaration. Call it where there are no {@link #faults}.
     *
     * @param site of the probe of a page
     * @param types that are known
     */
    List<String> lines(String id, String site, EventTypes types) {
        How how = how().orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add("id: " + id);
        lines.add("name: " + Quoted.of(name));
        lines.add("level1: " + level1);
        lines.add("level2: " + Quoted.of(level2));
        lines.add("printed: " + Quoted.of(printed()));
        lines.add("behaviour: " + behaviour(how));
        lines.add("measure: " + measure(how, site, types));
        lines.add("cadence: " + (how == How.PAGE ? "P2D" : how == How.REPORTED ? "P100D" : "P35D"));
        if (!owner.isEmpty()) {
            lines.add("owner: " + Quoted.of(owner));
        }
        if (!points.isEmpty()) {
            lines.add("points: " + new BigDecimal(points).toPlainString());
        }
        return lines;
    }

    private String behaviour(How how) {
        boolean up = Set.of("≥", "=", ">").contains(operator);
        return switch (how) {
            case COUNT, SUM -> up ? "accumulate" : "limit";
            case DAYS -> "days";
            case LATEST, MEAN, SHARE, PAGE -> "standing";
            case REPORTED -> up ? "accumulate-reversible" : "standing";
        };
    }

    private String measure(How how, String site, EventTypes types) {
        // What an amount is told in: as its type says, else in what is promised.
        String in = Quoted.of(types.type(type)
                .flatMap(known -> known.attribute(attribute))
                .flatMap(EventTypes.Bears::unit)
                .orElse(unit));
        String plain = Quoted.of(type);
        String chosen = where.isEmpty() ? plain : Quoted.of(type + "{" + where + "=\"" + escaped(equal) + "\"}");
        return switch (how) {
            case COUNT -> "{count: " + chosen + "}";
            case SUM -> "{sum: " + attribute + ", over: " + chosen + ", in: " + in + "}";
            case LATEST -> "{latest: " + attribute + ", over: " + chosen + ", in: " + in + "}";
            case MEAN -> "{mean: " + attribute + ", over: " + chosen + ", in: " + in + "}";
            case SHARE -> "{ratio: {count: " + chosen + "}, to: {count: " + plain + "}}";
            case DAYS -> "{distinctDays: " + chosen + "}";
            case PAGE ->
                "{mean: seconds, over: " + Quoted.of("site.probe{site=\"" + site + "\",ok=\"true\"}") + ", in: 秒}";
            case REPORTED -> "reported";
        };
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
