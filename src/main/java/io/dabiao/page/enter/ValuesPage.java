package io.dabiao.page.enter;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.ingest.reported.Documents;
import io.dabiao.ingest.reported.Values;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** One indicator that is reported by hand: its values with their evidence, and a form for the next one. */
@Path("/enter/values/{year}/{project}/{indicator}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ValuesPage {

    private static final int LISTED = 1_000;

    /** What stands in the form. */
    public record Typed(String value, String date, String note, String reason) {}

    /**
     * @param may whether a value may be reported here and now
     * @param kind of {@link TypedValue.Kind}, in small letters
     * @param faults by field; {@code reason} is there, too, where one is asked for
     */
    @CheckedTemplate(basePath = "enter", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneValue(
            Frame frame,
            Messages say,
            boolean may,
            boolean draft,
            String sentence,
            Cell verdict,
            Map<String, String> facts,
            String why,
            String action,
            String kind,
            String unit,
            Typed typed,
            Map<String, String> faults,
            boolean again,
            List<KeptDocuments.Kept> kept,
            String first,
            String last,
            String kinds,
            long megabytes,
            DataTable.View values)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Values values;
    private final Documents documents;
    private final KeptDocuments kept;
    private final Assessor assessor;
    private final PageContext pageContext;

    ValuesPage(
            Declarations declarations,
            Values values,
            Documents documents,
            KeptDocuments kept,
            Assessor assessor,
            PageContext pageContext) {
        this.declarations = declarations;
        this.values = values;
        this.documents = documents;
        this.kept = kept;
        this.assessor = assessor;
        this.pageContext = pageContext;
    }

    /** None of a project that the one who looks may not know of. */
    private Values.Asked asked(int year, String project, String indicator) {
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(year)).project(project);
        return values.asked(year, effectiveDeclaration.declaration().project(), indicator);
    }

    private static ZoneId zone(Values.Asked asked) {
        return asked.standing().declaration().zone();
    }

    @GET
    public TemplateInstance page(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator) {
        Values.Asked asked = asked(year, project, indicator);
        LocalDate today = pageContext.now().atZone(zone(asked)).toLocalDate();
        Typed fresh = new Typed("", (today.isAfter(last(asked)) ? last(asked) : today).toString(), "", "");
        DataTable<Values.ValueView> former = former(asked, pageContext.say(ValuesPage.class));
        return shown(asked, fresh, Map.of(), List.of(), former);
    }

    private static LocalDate last(Values.Asked asked) {
        return asked.standing().declaration().period().until().minusDays(1);
    }

    private OneValue shown(
            Values.Asked asked,
            Typed typed,
            Map<String, String> faults,
            List<KeptDocuments.Kept> kept,
            DataTable<Values.ValueView> former) {
        Messages messages = pageContext.say(ValuesPage.class);
        EffectiveDeclaration effectiveDeclaration = asked.standing();
        var declaration = effectiveDeclaration.declaration();
        Evaluation evaluation = assessor.detail(effectiveDeclaration, asked.indicator(), pageContext.now())
                .assessment()
                .evaluation();
        Optional<Target> target = asked.indicator().targetAt(pageContext.now(), zone(asked));
        TypedValue.Kind kind = TypedValue.Kind.of(target, asked.indicator().printed());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                messages.of("printed"),
                asked.indicator().printed().map(Printed::text).orElse(messages.of("noTarget")));
        target.ifPresent(one -> facts.put(messages.of("read"), one.words()));
        asked.indicator().remarks().owner().ifPresent(owner -> facts.put(messages.of("owner"), owner));
        asked.measure()
                .expires()
                .ifPresent(length -> facts.put(
                        messages.of("holds"),
                        messages.of("holdsFor", length.toString().substring(1))));
        LocalDate today = pageContext.now().atZone(zone(asked)).toLocalDate();
        boolean begun = !today.isBefore(declaration.period().from());
        return new OneValue(
                pageContext.frame(asked.indicator().name(), Tabs.crumb(messages)),
                messages,
                pageContext.may(Role.REPORT) && begun,
                effectiveDeclaration.draft(),
                pageContext.said(evaluation.sentence()),
                Cell.verdict(evaluation.verdict(), asked.indicator().behaviour(), messages),
                facts,
                "/years/" + declaration.year() + "/" + Paths.encoded(declaration.project()) + "/"
                        + Paths.encoded(asked.indicator().id()),
                path(asked),
                kind.word(),
                target.map(one -> one.unit().symbol()).orElse(""),
                typed,
                faults,
                faults.containsKey("reason") || !typed.reason().isEmpty(),
                kept,
                declaration.period().from().toString(),
                (today.isAfter(last(asked)) ? last(asked) : today).toString(),
                documents.kinds(),
                documents.limit() >> 20,
                former.view());
    }

    private static String path(Values.Asked asked) {
        return Manual.One.path(asked.standing(), asked.indicator().id());
    }

    private DataTable<Values.ValueView> former(Values.Asked asked, Messages messages) {
        String path = path(asked);
        boolean reports = pageContext.may(Role.REPORT);
        return new DataTable<Values.ValueView>(pageContext, "former", messages.of("former"))
                .column("at", messages.of("date"), one -> Cell.time(one.at().toInstant(), zone(asked)))
                .column(
                        "value",
                        messages.of("value"),
                        one -> one.value() == null
                                ? Cell.number(null)
                                : Cell.number(
                                        one.value(),
                                        (Numbers.whole(one.value()) + " " + Objects.toString(one.unit(), "")).strip()))
                .column("by", messages.of("by"), one -> Cell.text(Objects.toString(one.author(), "")))
                .column("note", messages.of("note"), one -> Cell.text(Objects.toString(one.note(), "")))
                .column(
                        "evidence",
                        messages.of("evidence"),
                        one -> Cell.links(one.evidence().stream()
                                .map(document -> new Cell.Link(
                                        Objects.toString(document.name(), document.sha256()),
                                        path + "/evidence/" + Paths.encoded(document.sha256())))
                                .toList()))
                .column(
                        "until",
                        messages.of("until"),
                        one -> one.expiresAt() == null
                                ? Cell.text("")
                                : Cell.text(messages.of(
                                        one.expired() ? "expiredOn" : "expiresOn",
                                        EnterPage.DAY.format(one.expiresAt()))))
                .column(
                        "correction",
                        messages.of("corrected"),
                        one -> one.correction() == null
                                ? Cell.text("")
                                : Cell.link(
                                        messages.of("correctionNo", one.correction()),
                                        Tabs.CORRECTIONS + "/" + one.correction()))
                .column(
                        "correct",
                        messages.of("actions"),
                        one -> reports
                                ? Cell.link(messages.of("correct"), EventPage.path(one.source(), one.id()))
                                : Cell.text(""))
                .rows(values.page(asked, null, LISTED).values())
                .empty(messages.of("noFormer"));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response report(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @RestForm String value,
            @RestForm String date,
            @RestForm String note,
            @RestForm String reason,
            @RestForm List<String> kept,
            @RestForm("evidence") List<FileUpload> evidence) {
        Values.Asked asked = asked(year, project, indicator);
        Messages messages = pageContext.say(ValuesPage.class);
        Typed typed = new Typed(
                FieldText.stripped(value),
                FieldText.stripped(date),
                FieldText.stripped(note),
                FieldText.stripped(reason));
        Map<String, String> faults = new HashMap<>();
        List<KeptDocuments.Kept> documents = new ArrayList<>(this.kept.known(kept));
        if (evidence != null) {
            evidence.stream()
                    .filter(file -> file.fileName() != null && !file.fileName().isEmpty())
                    .forEach(file -> {
                        try {
                            documents.add(this.kept.keep(file, pageContext.name()));
                        } catch (Problem problem) {
                            faults.merge(
                                    "evidence",
                                    messages.of("ofFile", file.fileName(), Faults.words(problem, messages)),
                                    (one, other) -> one + " " + other);
                        }
                    });
        }
        Optional<BigDecimal> number =
                checked("value", faults, messages, () -> TypedValue.number(asked, typed.value(), pageContext.now()));
        Optional<LocalDate> day = checked("date", faults, messages, () -> TypedValue.date(typed.date()));
        Optional<Values.Answer> answer = Optional.empty();
        if (faults.isEmpty()) {
            answer = checked(
                    "",
                    faults,
                    messages,
                    () -> values.report(
                            asked,
                            new Values.Wanted(
                                    number.orElseThrow(),
                                    day.orElseThrow(),
                                    null,
                                    typed.note(),
                                    documents.stream()
                                            .map(KeptDocuments.Kept::sha256)
                                            .distinct()
                                            .toList(),
                                    typed.reason()),
                            pageContext.sender()));
        }
        if (answer.isEmpty()) {
            return Response.status(faults.containsKey("reason") ? 409 : 400)
                    .entity(shown(asked, typed, faults, documents, former(asked, messages)))
                    .build();
        }
        String said = said(answer.get(), asked, messages);
        return pageContext.done(said, path(asked));
    }

    private interface Checked<T> {
        T get();
    }

    /** @param field beside which a refusal is said; empty where the refusal itself says which */
    private static <T> Optional<T> checked(
            String field, Map<String, String> faults, Messages messages, Checked<T> work) {
        try {
            return Optional.of(work.get());
        } catch (Problem problem) {
            faults.put(field.isEmpty() ? TypedValue.field(problem) : field, Faults.words(problem, messages));
            return Optional.empty();
        }
    }

    private String said(Values.Answer answer, Values.Asked asked, Messages messages) {
        if (answer.outcome().equals("duplicate")) {
            return messages.of("known");
        }
        String figures = answer.figures().stream()
                .filter(change -> pageContext.sees(change.project()))
                .map(change -> Changes.words(change, messages))
                .collect(Collectors.joining(messages.of("and")));
        return messages.of(answer.outcome().equals("replaced") ? "replaced" : "taken")
                + (figures.isEmpty() ? messages.of("figureStays") : figures);
    }

    @GET
    @Path("evidence/{sha256}")
    @Produces(MediaType.WILDCARD)
    public Response document(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @PathParam("sha256") String sha256) {
        boolean of = values.page(asked(year, project, indicator), null, LISTED).values().stream()
                .flatMap(one -> one.evidence().stream())
                .anyMatch(document -> document.sha256().equals(sha256));
        if (!of) {
            throw new Problem(ErrorCode.NO_SUCH_DOCUMENT, "no value of this indicator rests on it");
        }
        return documents.shown(sha256);
    }
}
