package io.dabiao.page.indicator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Messages;
import io.quarkus.qute.RawString;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the chart of an indicator's course is drawn from. */
@ApplicationScoped
class ChartJson {

    private final ObjectMapper json;

    ChartJson(ObjectMapper json) {
        this.json = json;
    }

    /** What the chart is drawn from; nothing in it can end the element that holds it. */
    RawString of(
            Messages messages,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Evaluation evaluation,
            Course course) {
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
        chart.put("notes", notes(messages, effectiveDeclaration, indicator, course));
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
            return new RawString(json.writeValueAsString(chart)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026"));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What happened to the promise in its year, as marks on its chart. */
    private static List<Map<String, Object>> notes(
            Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator, Course course) {
        ZoneId zone = effectiveDeclaration.declaration().zone();
        return indicator.amendments().stream()
                .filter(amended -> effectiveDeclaration.declaration().period().contains(amended.from()))
                .map(amended -> Map.<String, Object>of(
                        "kind",
                        "amended",
                        "place",
                        course.place(
                                effectiveDeclaration,
                                amended.from().atStartOfDay(zone).toInstant()),
                        "words",
                        messages.of("amended", amended.from()) + "："
                                + amended.target().words()))
                .toList();
    }

    static String part(Messages messages, Course course) {
        return messages.of(!course.running() ? "chartSlot" : course.grain() == Grain.WEEK ? "chartWeek" : "chartPart");
    }
}
