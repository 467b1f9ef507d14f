package io.dabiao.page.sources;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Year;
import io.dabiao.store.NewestEvents;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which events the year's indicators live on, who sent each kind last, and what is overdue. */
@Path("/sources")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
public class SourcesPage {

    @CheckedTemplate(basePath = "sources", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Sources(Frame frame, Messages say, Year year, DataTable.View types) implements TemplateInstance {}

    /** @param stale indicators that wait for it longer than declared */
    private record Type(String name, Optional<NewestEvents.Heard> heard, List<String> indicators, List<String> stale) {}

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final NewestEvents events;
    private final PageContext pageContext;

    SourcesPage(
            Declarations declarations, EvaluationCache evaluationCache, NewestEvents events, PageContext pageContext) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.events = events;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(@QueryParam("year") Integer wanted) {
        Messages messages = pageContext.say(SourcesPage.class);
        Year year = Year.of(declarations, pageContext, Optional.ofNullable(wanted));
        DataTable<Type> types = new DataTable<Type>(pageContext, "types", messages.of("types"))
                .choice(
                        "state",
                        messages.of("state"),
                        Map.of(
                                "stale",
                                messages.of("overdue"),
                                "well",
                                messages.of("well"),
                                "never",
                                messages.of("never")),
                        SourcesPage::state)
                .column("type", messages.of("type"), one -> Cell.text(one.name()))
                .column("state", messages.of("state"), one -> Cell.mark(mark(one), messages.of(words(one))))
                .column(
                        "heard",
                        messages.of("heard"),
                        one -> Cell.time(
                                one.heard().map(NewestEvents.Heard::time).orElse(null), pageContext.zone()))
                .column(
                        "source",
                        messages.of("source"),
                        one -> Cell.text(
                                one.heard().map(NewestEvents.Heard::source).orElse("")))
                .column(
                        "indicators",
                        messages.of("indicators"),
                        one -> Cell.number(BigDecimal.valueOf(one.indicators().size()))
                                .detail(String.join("、", one.indicators())))
                .column("stale", messages.of("waitingFor"), one -> Cell.text(String.join("、", one.stale())))
                .rows(types(year))
                .empty(messages.of("none"))
                .next(messages.of("toStart"), pageContext.may(Role.REPORT) ? "/start" : "");
        return new Sources(pageContext.frame(messages.of("title")), messages, year, types.view());
    }

    private List<Type> types(Year year) {
        Map<IndicatorRef, RecordedEvaluation> rows = new java.util.HashMap<>();
        evaluationCache.rows().forEach(row -> rows.put(row.ref(), row));
        Map<String, List<String>> indicators = new TreeMap<>();
        Map<String, List<String>> stale = new TreeMap<>();
        for (EffectiveDeclaration effectiveDeclaration : year.projects()) {
            for (Indicator indicator : effectiveDeclaration.declaration().indicators()) {
                RecordedEvaluation row = rows.get(new IndicatorRef(
                        year.year(), effectiveDeclaration.declaration().project(), indicator.id()));
                for (String type : indicator.measure().types()) {
                    indicators.computeIfAbsent(type, any -> new ArrayList<>()).add(indicator.name());
                    if (row != null && row.stale()) {
                        stale.computeIfAbsent(type, any -> new ArrayList<>()).add(indicator.name());
                    }
                }
            }
        }
        Map<String, NewestEvents.Heard> heard = events.ofEachType();
        return indicators.entrySet().stream()
                .map(one -> new Type(
                        one.getKey(),
                        Optional.ofNullable(heard.get(one.getKey())),
                        one.getValue(),
                        stale.getOrDefault(one.getKey(), List.of())))
                .toList();
    }

    private static String state(Type type) {
        return type.heard().isEmpty() ? "never" : type.stale().isEmpty() ? "well" : "stale";
    }

    private static String words(Type type) {
        return state(type).equals("stale") ? "overdue" : state(type);
    }

    /** The marks are those of verdicts: what is overdue looks like what is at risk. */
    private static String mark(Type type) {
        return switch (state(type)) {
            case "never" -> "no_data";
            case "well" -> "met";
            default -> "at_risk";
        };
    }
}
