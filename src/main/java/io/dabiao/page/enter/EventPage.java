package io.dabiao.page.enter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.ingest.Correcting;
import io.dabiao.ingest.Naming;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.EventJson;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestForm;

/** One event: what it says, what became of it, and a form to withdraw it or say it again. */
@Path(EventPage.PATH)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class EventPage {

    static final String PATH = Tabs.CORRECTIONS + "/event";

    private static final int A_LINE = 80;
    /** Attributes that are shown and can be corrected here; of more the API tells. */
    private static final int MOST_SHOWN = 200;
    /** Characters of one attribute that are shown. */
    private static final int LONGEST_SHOWN = 2_000;

    private static final String NUMBER = "-?\\d{1,15}(\\.\\d{1,9})?";
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    /** What an event is to say, as it was typed. */
    public static class TypedCorrection {
        @RestForm
        String source;

        @RestForm
        String id;

        @RestForm
        String what;

        @RestForm
        String step;

        @RestForm
        String time;

        @RestForm
        List<String> attribute;

        @RestForm
        List<String> value;

        @RestForm
        String reason;
    }

    /**
     * @param kind {@code number}, {@code flag}, {@code text} or {@code lines}
     * @param fault what is wrong with it; empty for nothing
     */
    public record Field(String name, String title, String kind, String value, String fault) {
        Field with(String wrong) {
            return new Field(name, title, kind, value, wrong == null ? "" : wrong);
        }
    }

    /**
     * @param withdrawn whether it does not count now
     * @param gone whether what it says is not in the log any more
     * @param tried whether {@code figures} says what would change
     */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneEvent(
            Frame frame,
            Messages say,
            boolean may,
            String source,
            String id,
            Map<String, String> facts,
            Map<String, String> data,
            boolean withdrawn,
            boolean gone,
            String what,
            String time,
            List<Field> fields,
            boolean nested,
            String reason,
            Map<String, String> faults,
            boolean tried,
            DataTable.View figures,
            DataTable.View history)
            implements TemplateInstance {}

    private final Correcting correcting;
    private final CorrectionLog log;
    private final EventHistory histories;
    private final Own own;
    private final PageContext pageContext;

    EventPage(Correcting correcting, CorrectionLog log, EventHistory histories, Own own, PageContext pageContext) {
        this.correcting = correcting;
        this.log = log;
        this.histories = histories;
        this.own = own;
        this.pageContext = pageContext;
    }

    /** The path of an event's page. */
    static String path(String source, String id) {
        return PATH + "?source=" + Paths.encoded(source) + "&id=" + Paths.encoded(id);
    }

    @GET
    public TemplateInstance event(@QueryParam("source") String source, @QueryParam("id") String id) {
        EventHistory.KnownEvent knownEvent = histories.of(FieldText.stripped(source), FieldText.stripped(id));
        TypedCorrection fresh = new TypedCorrection();
        fresh.source = FieldText.stripped(source);
        fresh.id = FieldText.stripped(id);
        fresh.what = knownEvent.withdrawn() ? "replace" : "";
        fresh.time = EventHistory.said(knownEvent)
                .map(said -> local(Instant.parse(said.path("time").asText())))
                .orElse("");
        return shown(knownEvent, fresh, fields(knownEvent, null), Map.of(), Optional.empty());
    }

    private String local(Instant at) {
        return SECOND.format(at.atZone(pageContext.zone()));
    }

    private List<Field> fields(EventHistory.KnownEvent knownEvent, TypedCorrection correction) {
        Map<String, String> typed = new HashMap<>();
        if (correction != null && correction.attribute != null && correction.value != null) {
            for (int i = 0; i < Math.min(correction.attribute.size(), correction.value.size()); i++) {
                typed.put(correction.attribute.get(i), correction.value.get(i));
            }
        }
        List<Field> fields = new ArrayList<>();
        EventHistory.data(knownEvent)
                .ifPresent(data -> data.properties().stream().limit(MOST_SHOWN).forEach(entry -> {
                    JsonNode value = entry.getValue();
                    if (value.isValueNode() && !value.isNull()) {
                        String was = value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
                        String now = typed.getOrDefault(entry.getKey(), was);
                        fields.add(new Field(
                                entry.getKey(),
                                own.title(entry.getKey()),
                                value.isNumber()
                                        ? "number"
                                        : value.isBoolean() ? "flag" : was.length() > A_LINE ? "lines" : "text",
                                now,
                                ""));
                    }
                }));
        return fields;
    }

    private OneEvent shown(
            EventHistory.KnownEvent knownEvent,
            TypedCorrection correction,
            List<Field> fields,
            Map<String, String> faults,
            Optional<Corrections.Made> made) {
        Messages messages = pageContext.say(EventPage.class);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(messages.of("eventId"), correction.id);
        facts.put(messages.of("source"), correction.source);
        knownEvent.said().ifPresent(said -> {
            facts.put(messages.of("type"), said.type());
            facts.put(
                    messages.of("time"),
                    Cell.time(said.time(), pageContext.zone()).text());
        });
        Map<String, String> data = new LinkedHashMap<>();
        knownEvent
                .said()
                .ifPresent(said -> new TreeMap<>(EventJson.attributesOf(said.data()))
                        .entrySet().stream()
                                .limit(MOST_SHOWN)
                                .forEach(one -> data.put(
                                        Cell.cut(own.title(one.getKey()), LONGEST_SHOWN),
                                        Cell.cut(one.getValue().text(), LONGEST_SHOWN))));
        List<CorrectionLog.Change> changes = made.map(one -> one.figures().stream()
                        .filter(Corrections.Consequence::changed)
                        .map(CorrectionLog.Change::of)
                        .toList())
                .orElse(List.of());
        return new OneEvent(
                pageContext.frame(
                        messages.of("eventTitle"),
                        Tabs.crumb(messages),
                        new Frame.Crumb(messages.of("corrections"), Tabs.CORRECTIONS)),
                messages,
                pageContext.may(Role.REPORT)
                        && (knownEvent.said().isPresent() || knownEvent.withdrawn() && !fields.isEmpty()),
                correction.source,
                correction.id,
                facts,
                data,
                knownEvent.withdrawn(),
                !knownEvent.withdrawn() && knownEvent.said().isEmpty(),
                Objects.toString(correction.what, ""),
                Objects.toString(correction.time, ""),
                fields.stream()
                        .map(field -> field.with(faults.get("field-" + field.name())))
                        .toList(),
                EventHistory.data(knownEvent).stream().anyMatch(EventPage::nested),
                Objects.toString(correction.reason, ""),
                faults,
                made.isPresent(),
                Changes.listing(
                                pageContext,
                                messages.of("figuresWould"),
                                messages.of("noFiguresWould"),
                                changes,
                                messages)
                        .view(),
                history(knownEvent, messages).view());
    }

    private static boolean nested(ObjectNode data) {
        for (JsonNode value : data) {
            if (value.isContainerNode()) {
                return true;
            }
        }
        return false;
    }

    private DataTable<CorrectionLog.Corrected> history(EventHistory.KnownEvent knownEvent, Messages messages) {
        Map<Long, CorrectionLog.Entry> entries = new HashMap<>();
        knownEvent
                .history()
                .forEach(one -> log.entry(one.correction()).ifPresent(entry -> entries.put(one.correction(), entry)));
        return new DataTable<CorrectionLog.Corrected>(pageContext, "history", messages.of("eventHistory"))
                .column(
                        "no",
                        messages.of("number"),
                        one -> Cell.link(
                                messages.of("correctionNo", one.correction()),
                                Tabs.CORRECTIONS + "/" + one.correction()))
                .column(
                        "at",
                        messages.of("at"),
                        one -> Cell.time(
                                Optional.ofNullable(entries.get(one.correction()))
                                        .map(CorrectionLog.Entry::at)
                                        .orElse(null),
                                pageContext.zone()))
                .column("was", messages.of("before"), one -> Cell.text(histories.words(one.was(), messages)))
                .column("now", messages.of("after"), one -> Cell.text(histories.words(one.now(), messages)))
                .column(
                        "reason",
                        messages.of("reason"),
                        one -> Cell.text(
                                        entries.containsKey(one.correction())
                                                ? entries.get(one.correction()).reason()
                                                : "")
                                .detail(
                                        entries.containsKey(one.correction())
                                                ? entries.get(one.correction()).author()
                                                : ""))
                .rows(knownEvent.history())
                .empty(messages.of("neverCorrected"));
    }

    @POST
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response correct(@BeanParam TypedCorrection correction) {
        Messages messages = pageContext.say(EventPage.class);
        correction.source = FieldText.stripped(correction.source);
        correction.id = FieldText.stripped(correction.id);
        EventHistory.KnownEvent knownEvent = histories.of(correction.source, correction.id);
        Map<String, String> faults = new TreeMap<>();
        boolean trial = !"make".equals(correction.step);
        Optional<Correcting.WantedEvent> wanted = wanted(knownEvent, correction, faults, messages);
        if (FieldText.stripped(correction.reason).isEmpty() && !trial) {
            faults.put("reason", messages.of("fault_no_reason"));
        }
        Corrections.Made made = null;
        int status = 400;
        if (faults.isEmpty()) {
            try {
                made = correcting.correct(
                        trial && FieldText.stripped(correction.reason).isEmpty()
                                ? messages.of("trial")
                                : correction.reason,
                        List.of(wanted.orElseThrow()),
                        Naming.of(pageContext.sender(), own.standings()),
                        trial ? Corrections.Mode.TRIED : Corrections.Mode.MADE);
            } catch (Problem problem) {
                status = problem.status();
                faults.put(problem.code() == ErrorCode.NO_REASON ? "reason" : "what", Faults.words(problem, messages));
            }
        }
        if (made == null || trial) {
            return Response.status(made == null ? status : 200)
                    .entity(shown(
                            knownEvent, correction, fields(knownEvent, correction), faults, Optional.ofNullable(made)))
                    .build();
        }
        boolean done = made.no().isPresent();
        return pageContext.done(
                messages.of(done ? "correctedNow" : "nothingToCorrect"),
                done ? Tabs.CORRECTIONS + "/" + made.no().get() : path(correction.source, correction.id));
    }

    private Optional<Correcting.WantedEvent> wanted(
            EventHistory.KnownEvent knownEvent,
            TypedCorrection correction,
            Map<String, String> faults,
            Messages messages) {
        if ("withdraw".equals(correction.what)) {
            return Optional.of(new Correcting.WantedEvent(correction.source, correction.id, true, null, null, null));
        }
        if (!"replace".equals(correction.what)) {
            faults.put("what", messages.of("fault_no_choice"));
            return Optional.empty();
        }
        Optional<ObjectNode> before = EventHistory.data(knownEvent);
        if (before.isEmpty()) {
            faults.put("what", messages.of("fault_not_at_hand"));
            return Optional.empty();
        }
        ObjectNode data = before.get().deepCopy();
        for (Field field : fields(knownEvent, correction)) {
            put(data, field, faults, messages);
        }
        Optional<Instant> was = EventHistory.said(knownEvent)
                .map(one -> Instant.parse(one.path("time").asText()));
        Optional<Instant> time = was.filter(at -> local(at).equals(FieldText.stripped(correction.time)))
                .or(() -> FieldText.instant(correction.time, pageContext.zone()));
        if (time.isEmpty()) {
            faults.put("time", messages.of("fault_no_date"));
        }
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        String type = EventHistory.said(knownEvent)
                .map(one -> one.path("type").asText())
                .orElseThrow();
        return Optional.of(new Correcting.WantedEvent(
                correction.source,
                correction.id,
                false,
                type,
                time.orElseThrow()
                        .truncatedTo(ChronoUnit.MICROS)
                        .atZone(pageContext.zone())
                        .toOffsetDateTime(),
                data));
    }

    /** An emptied field is left out of what the event says. */
    private static void put(ObjectNode data, Field field, Map<String, String> faults, Messages messages) {
        String typed = field.value().strip();
        if (typed.isEmpty()) {
            data.remove(field.name());
            return;
        }
        switch (field.kind()) {
            case "number" -> {
                String plain = Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll("[,\\s]", "");
                if (plain.matches(NUMBER)) {
                    data.put(field.name(), new BigDecimal(plain));
                } else if (!typed.equals(data.path(field.name()).asText())) {
                    faults.put("field-" + field.name(), messages.of("fault_no_number"));
                }
            }
            case "flag" -> data.put(field.name(), typed.equals("true"));
            default -> {
                // A form's line ends are not the event's.
                String plain = field.value().replace("\r\n", "\n");
                if (!plain.equals(data.path(field.name()).asText().replace("\r\n", "\n"))) {
                    data.put(field.name(), plain);
                }
            }
        }
    }
}
