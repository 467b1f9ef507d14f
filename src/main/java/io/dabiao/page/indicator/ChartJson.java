package io.dabiao.page.indicator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.check.OutageMarks;
import io.dabiao.comment.Comment;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Cell;
import io.dabiao.page.Messages;
import io.quarkus.qute.RawString;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the chart of an indicator's course is drawn from. */
@ApplicationScoped
class ChartJson {

    /** Of a year so many are marked: more would hide each other. */
    private static final int MOST_OUTAGES = 40;

    private static final int MOST_COMMENTS = 40;

    /** Characters of a comment in the tip of its mark; the whole of it stands below. */
    private static final int LONGEST_NOTE = 80;

    private final ObjectMapper json;
    private final OutageMarks marks;

    ChartJson(ObjectMapper json, OutageMarks marks) {
        this.json = json;
        this.marks = marks;
    }

    /** What the chart is drawn from; nothing in it can end the element that holds it. */
    RawString of(
            Messages messages,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Evaluation evaluation,
            Course course,
            List<Comment> comments) {
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("kind", course.kind());
        chart.put("bad", course.bad());
        if (course.kind().equals("quota")) {
            Map<String, Boolean> kept = new LinkedHashMap<>();
            evaluation.slots().forEach(slot -> kept.put(slot.label(), slot.kept()));
            chart.put(
                    "kept",
                    course.points().stream()
                            .map(point -> kept.get(point.label()))
                            .toList());
        }
        chart.put("notes", notes(messages, effectiveDeclaration, indicator, course, comments));
        chart.put(
                "partShown",
                course.points().stream().map(Course.Point::partShown).toList());
        chart.put(
                "soFarShown",
                course.points().stream().map(Course.Point::soFarShown).toList());
        chart.put("unit", course.unit());
        chart.put("labels", course.points().stream().map(Course.Point::label).toList());
        chart.put("part", course.points().stream().map(Course.Point::part).toList());
        chart.put(
                "soFar",
                course.running()
                        ? course.points().stream().map(Course.Point::soFar).toList()
                        : List.of());
        chart.put("target", course.points().stream().map(Course.Point::target).toList());
        chart.put("due", course.points().stream().map(Course.Point::due).toList());
        chart.put("forecast", course.forecast());
        chart.put(
                "forecasts",
                course.forecasts().stream()
                        .map(one ->
                                Arrays.asList(one.place(), one.low(), one.value(), one.high(), one.follows() ? 1 : 0))
                        .toList());
        chart.put(
                "words",
                Map.of(
                        "part", part(messages, course),
                        "proRata", messages.of("chartProRata"),
                        "soFar", messages.of("chartSoFar"),
                        "target", messages.of("chartTarget"),
                        "forecast", messages.of("chartForecast"),
                        "interval", messages.of("chartInterval"),
                        "forecasts", messages.of("chartForecasts")));
        try {
            return raw(json.writeValueAsString(chart));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As it may stand in an element for scripts: nothing in it can end that. */
    static RawString raw(String json) {
        return new RawString(
                json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"));
    }

    /** What happened to the promise in its year, as marks on its chart. */
    private List<Map<String, Object>> notes(
            Messages messages,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Course course,
            List<Comment> comments) {
        ZoneId zone = effectiveDeclaration.declaration().zone();
        Stream<Map<String, Object>> amendments = indicator.amendments().stream()
                .filter(amended -> effectiveDeclaration.declaration().period().contains(amended.from()))
                .map(amended -> note(
                        "amended",
                        course.place(
                                effectiveDeclaration,
                                amended.from().atStartOfDay(zone).toInstant()),
                        messages.of(
                                "noteAmended", amended.from(), amended.target().words())));
        Stream<Map<String, Object>> outages = ProbedSites.of(indicator, zone).stream()
                .flatMap(site -> marks.of(site).stream())
                .filter(outage -> effectiveDeclaration
                        .declaration()
                        .period()
                        .contains(outage.began().atZone(zone).toLocalDate()))
                .limit(MOST_OUTAGES)
                .map(outage -> note(
                        outage.maintenance().isPresent() || outage.mark().isPresent() ? "maintenance" : "outage",
                        course.place(effectiveDeclaration, outage.began()),
                        messages.of(
                                outage.maintenance().isPresent()
                                                || outage.mark().isPresent()
                                        ? "noteMaintenance"
                                        : "noteOutage",
                                Cell.time(outage.began(), zone).text(),
                                outage.ended()
                                        .map(end -> Cell.time(end, zone).text())
                                        .orElse(messages.of("noteGoesOn")))));
        Stream<Map<String, Object>> said = comments.stream()
                .filter(comment -> comment.about() != null)
                .limit(MOST_COMMENTS)
                .map(comment -> note(
                        "comment",
                        course.place(
                                effectiveDeclaration,
                                comment.about().atStartOfDay(zone).toInstant()),
                        messages.of(
                                "noteComment",
                                comment.about(),
                                comment.author(),
                                Cell.cut(comment.text(), LONGEST_NOTE))));
        return Stream.of(amendments, outages, said).flatMap(each -> each).toList();
    }

    private static Map<String, Object> note(String kind, double place, String words) {
        return Map.of("kind", kind, "place", place, "words", words);
    }

    static String part(Messages messages, Course course) {
        return messages.of(!course.running() ? "chartSlot" : course.grain() == Grain.WEEK ? "chartWeek" : "chartPart");
    }
}
