package io.dabiao.page.start;

import io.dabiao.page.FieldText;
import io.dabiao.yaml.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A first declaration as typed: one project with one indicator.
 *
 * @param kind a word of {@link FirstKind}
 * @param operator of a value that a person reports, else of no matter; so is the unit
 * @param url of a page, else of no matter
 */
public record FirstDeclaration(
        String project,
        String institution,
        String indicator,
        String kind,
        String operator,
        String target,
        String unit,
        String url,
        String year,
        String owner) {

    private static final int LONGEST = 200;
    private static final int LONGEST_URL = 2_000;
    private static final Pattern NUMBER = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?");
    private static final Pattern UNIT = Pattern.compile("[^\\s()（）]{1,20}");

    public FirstDeclaration {
        project = FieldText.stripped(project);
        institution = FieldText.stripped(institution);
        indicator = FieldText.stripped(indicator);
        kind = FieldText.stripped(kind);
        operator = FieldText.stripped(operator);
        unit = FieldText.stripped(unit);
        target = number(FieldText.stripped(target), kind, unit);
        url = FieldText.stripped(url);
        year = FieldText.stripped(year);
        owner = FieldText.stripped(owner);
    }

    static FirstDeclaration nothing(int year, String owner) {
        return new FirstDeclaration("", "", "", FirstKind.PAGE.name(), "≥", "", "", "", String.valueOf(year), owner);
    }

    /** What was typed without its unit and with plain digits: {@code 2 秒}, {@code ８５％} and {@code 1,200} are numbers. */
    private static String number(String target, String kind, String unit) {
        String plain = Normalizer.normalize(target, Normalizer.Form.NFKC).replaceAll("[,\\s]", "");
        String in = FirstKind.ofWord(kind)
                .map(FirstKind::unit)
                .filter(one -> !one.isEmpty())
                .orElse(unit);
        String bare = !in.isEmpty() && plain.endsWith(in) ? plain.substring(0, plain.length() - in.length()) : plain;
        // What is no number even so is shown again as it was typed.
        return NUMBER.matcher(bare).matches() ? bare : target;
    }

    /**
     * What is wrong with it, all at once, by field, as keys of words.
     *
     * @param today by the institution's clocks: what is over cannot be promised
     */
    Map<String, String> faults(LocalDate today) {
        Map<String, String> faults = new LinkedHashMap<>();
        need(faults, !project.isEmpty() && project.length() <= LONGEST, "faultProject");
        need(faults, !institution.isEmpty() && institution.length() <= LONGEST, "faultInstitution");
        need(faults, !indicator.isEmpty() && indicator.length() <= LONGEST, "faultIndicator");
        need(faults, owner.length() <= LONGEST, "faultOwner");
        need(faults, NUMBER.matcher(target).matches(), "faultTarget");
        need(
                faults,
                Set.of(String.valueOf(today.getYear()), String.valueOf(today.getYear() + 1))
                        .contains(year),
                "faultYear");
        Optional<FirstKind> of = FirstKind.ofWord(kind);
        need(faults, of.isPresent(), "faultKind");
        need(faults, !of.equals(Optional.of(FirstKind.PAGE)) || address(), "faultUrl");
        need(
                faults,
                !of.equals(Optional.of(FirstKind.REPORTED))
                        || UNIT.matcher(unit).matches() && Set.of("≥", "≤").contains(operator),
                "faultUnit");
        return faults;
    }

    private static void need(Map<String, String> faults, boolean is, String fault) {
        if (!is) {
            faults.put(fault.substring("fault".length()).toLowerCase(Locale.ROOT), fault);
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

    /**
     * The declaration. Call it where there are no {@link #faults}.
     *
     * @param id of the project
     */
    String yaml(String id, LocalDate today) {
        FirstKind of = FirstKind.ofWord(kind).orElseThrow();
        boolean chosen = of == FirstKind.REPORTED;
        String is = chosen ? operator : of.operator();
        String in = chosen ? unit : of.unit();
        StringBuilder yaml = new StringBuilder();
        yaml.append("project: ").append(id).append('\n');
        yaml.append("name: ").append(Quoted.of(project)).append('\n');
        yaml.append("year: ").append(year).append('\n');
        yaml.append("institution: ").append(Quoted.of(institution)).append('\n');
        yaml.append("period: {from: ").append(year).append("-01-01, to: ").append(year);
        yaml.append("-12-31}\n");
        yaml.append("budget: {total: 0}\n");
        yaml.append("goal: ")
                .append(Quoted.of(indicator + " " + is + " " + target + " " + in))
                .append('\n');
        if (of == FirstKind.PAGE) {
            yaml.append("probes:\n");
            yaml.append("  - site: ").append(id).append('\n');
            yaml.append("    url: ").append(Quoted.of(url)).append('\n');
        }
        yaml.append("indicators:\n");
        yaml.append("  - id: first\n");
        yaml.append("    name: ").append(Quoted.of(indicator)).append('\n');
        yaml.append("    level1: 产出指标\n");
        yaml.append("    level2: ").append(of.level2()).append('\n');
        yaml.append("    printed: ")
                .append(Quoted.of(is + target + "(" + in + ")"))
                .append('\n');
        yaml.append(measured(of, id, today));
        if (!owner.isEmpty()) {
            yaml.append("    owner: ").append(Quoted.of(owner)).append('\n');
        }
        return yaml.toString();
    }

    private String measured(FirstKind of, String id, LocalDate today) {
        return switch (of) {
            case PAGE -> """
                        behaviour: standing
                        measure: {mean: seconds, over: 'site.probe{site="%s",ok="true"}', in: 秒}
                        cadence: P2D
                    """.formatted(id);
            case CALLS -> """
                        behaviour: standing
                        measure: {ratio: {count: 'hotline.call{answered="true"}'}, to: {count: hotline.call}}
                        cadence: P14D
                    """;
            // Months before the promise was made were not promised.
            case ARTICLES ->
                """
                        behaviour: quota
                        measure: {worst: month, of: {count: publication}}
                        cadence: P35D
                    %s""".formatted(
                                Integer.parseInt(year) == today.getYear()
                                        ? "    measuredFrom: " + today.withDayOfMonth(1) + "\n"
                                        : "");
            case REPORTED -> """
                        behaviour: %s
                        measure: reported
                        cadence: P35D
                    """.formatted(operator.equals("≤") ? "limit" : "accumulate");
        };
    }
}
