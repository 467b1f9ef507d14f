package io.dabiao.core.forecast;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.rollup.EventFacts;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.EventTypesReader;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A block of {@code evaluations.txt} or {@code sentences.txt}: a promise, and what happened to it. How one is written stands
 * at the head of {@code evaluations.txt}.
 *
 * @param line of the title, 1-based
 * @param questions in the block's order
 */
public record Story(String title, int line, List<Question> questions) {

    /**
     * A line with an arrow.
     *
     * @param expected what stands after the arrow
     * @param arrived the events of the lines above
     */
    public record Question(
            String title, int line, Instant at, String expected, Declaration declaration, List<Event> arrived) {

        public Indicator indicator() {
            return declaration.indicators().get(0);
        }

        public Evaluation evaluation() {
            return Evaluation.of(indicator(), declaration, new EventFacts(arrived, at), CALENDAR);
        }

        @Override
        public String toString() {
            return title + " (line " + line + ")";
        }
    }

    public static final WorkingCalendar CALENDAR =
            Calendars.load(ResourceFolder.shipped("calendars")).calendar();

    private static final String FORM = """
            project: sample
            name: 样例项目
            formerNames: [旧项目]
            year: %s
            institution: 某单位
            period: %s
            budget: {total: 0}
            goal: 样例
            indicators:
              - id: sample
            """;
    private static final Map<String, String> USUAL = Map.of(
            "name", "样例指标",
            "formerNames", "[旧指标]",
            "level1", "产出指标",
            "level2", "数量指标",
            "cadence", "P400D");
    private static final String USUAL_PERIOD = "{from: 2024-01-01, to: 2024-12-31}";
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");

    private static final Pattern QUESTION = Pattern.compile("(\\S+ \\S+)\\s+→ (.+)");
    private static final Pattern HAPPENED = Pattern.compile("(\\S+(?: \\d\\d:\\d\\d(?::\\d\\d)?)?)\\s+"
            + "(?:(\\d+) × )?([a-z0-9.-]+)((?: [^\\s=]+=(?:\"[^\"]*\"|\\S+))*)");
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s=]+)=(?:\"([^\"]*)\"|(\\S+))");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final String NOON = "12:00";

    /** The blocks of a file beside this class's resources. */
    public static List<Story> all(String file) {
        List<Story> stories = new ArrayList<>();
        List<String> lines = text(file).lines().toList();
        for (int from = 0; from < lines.size(); from++) {
            if (lines.get(from).startsWith("== ")) {
                int until = from + 1;
                while (until < lines.size() && !lines.get(until).startsWith("== ")) {
                    until++;
                }
                stories.add(read(lines.subList(from, until), from + 1));
            }
        }
        return stories;
    }

    public static String text(String file) {
        try (InputStream in = Story.class.getResourceAsStream("/core/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Story read(List<String> block, int line) {
        String title = block.get(0).substring(3);
        int blank = block.indexOf("");
        Declaration declaration = declaration(block.subList(1, blank), title);
        List<Event> arrived = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (int i = blank; i < block.size(); i++) {
            String text = block.get(i);
            Matcher question = QUESTION.matcher(text);
            if (question.matches()) {
                Instant at = instant(question.group(1));
                questions.add(new Question(
                        title, line + i, at, question.group(2).strip(), declaration, List.copyOf(arrived)));
            } else if (!text.isBlank() && !text.startsWith("#") && !text.startsWith("  ")) {
                happened(text, line + i, arrived);
            }
        }
        return new Story(title, line, List.copyOf(questions));
    }

    private static final EventTypes TYPES = EventTypesReader.shipped();

    private static Declaration declaration(List<String> indicator, String title) {
        String period = indicator.stream()
                .filter(line -> line.startsWith("period: "))
                .map(line -> line.substring("period: ".length()))
                .findFirst()
                .orElse(USUAL_PERIOD);
        Matcher year = YEAR.matcher(period);
        year.find();
        StringBuilder yaml = new StringBuilder(FORM.formatted(year.group(), period));
        USUAL.forEach((key, value) -> {
            if (indicator.stream().noneMatch(line -> line.startsWith(key + ":"))) {
                yaml.append("    ").append(key).append(": ").append(value).append('\n');
            }
        });
        indicator.stream()
                .filter(line -> !line.startsWith("period: "))
                .forEach(line -> yaml.append("    ").append(line).append('\n'));
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read(title, yaml.toString());
        if (declarationReading instanceof DeclarationReader.DeclarationReading.Refused refused) {
            throw new AssertionError(refused.faults() + "\n" + yaml);
        }
        return ((DeclarationReader.DeclarationReading.Accepted) declarationReading)
                .declaration()
                .under(TYPES);
    }

    private static void happened(String text, int line, List<Event> arrived) {
        Matcher event = HAPPENED.matcher(text);
        if (!event.matches()) {
            throw new AssertionError("line " + line + " is neither an event nor a question: " + text);
        }
        String when = event.group(1);
        int times = event.group(2) == null ? 1 : Integer.parseInt(event.group(2));
        int range = when.indexOf("..");
        List<Instant> instants = range < 0
                ? List.of(instant(when))
                : LocalDate.parse(when.substring(0, range))
                        .datesUntil(LocalDate.parse(when.substring(range + 2)).plusDays(1))
                        .map(day -> instant(day.toString()))
                        .toList();
        for (Instant time : instants) {
            for (int i = 0; i < times; i++) {
                String id = String.format("%08d", arrived.size());
                arrived.add(new Event("sample", id, event.group(3), time, attributes(event.group(4))));
            }
        }
    }

    private static Map<String, Attribute> attributes(String text) {
        Map<String, Attribute> attributes = new HashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (attribute.find()) {
            attributes.put(
                    attribute.group(1),
                    attribute.group(2) == null ? scalar(attribute.group(3)) : new Attribute.Text(attribute.group(2)));
        }
        return attributes;
    }

    private static Attribute scalar(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new Attribute.Flag(Boolean.parseBoolean(text));
        }
        return NUMBER.matcher(text).matches() ? new Attribute.Number(new BigDecimal(text)) : new Attribute.Text(text);
    }

    private static Instant instant(String when) {
        if (when.contains("T")) {
            return OffsetDateTime.parse(when).toInstant();
        }
        String[] parts = (when.contains(" ") ? when : when + " " + NOON).split(" ");
        return LocalDate.parse(parts[0])
                .atTime(LocalTime.parse(parts[1]))
                .atZone(SHANGHAI)
                .toInstant();
    }

    /** The blocks' titles that occur twice, for a test that says so. */
    public static List<String> titlesTwice(List<Story> stories) {
        return stories.stream().collect(Collectors.groupingBy(Story::title, Collectors.counting())).entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }
}
