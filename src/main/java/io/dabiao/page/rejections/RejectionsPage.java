package io.dabiao.page.rejections;

import io.dabiao.access.Role;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.Mending;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.store.Refusals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestForm;

/** What was not taken: with its reason, to be mended and sent again, or dismissed. */
@Path("/rejections")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.INGEST, Role.ADMIN})
@Blocking
public class RejectionsPage {

    /** Of what a conflicting copy said. */
    private static final int LONGEST_SHOWN = 1_000;

    @CheckedTemplate(basePath = "rejections", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Rejections(Frame frame, Messages say, DataTable.View rejections, DataTable.View conflicts)
            implements TemplateInstance {}

    /**
     * @param facts by what they are called
     * @param text of the event, as it came or as it was mended
     * @param fault what is still wrong; empty before anybody has tried
     */
    @CheckedTemplate(basePath = "rejections", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Rejection(
            Frame frame, Messages say, long no, boolean settled, Map<String, String> facts, String text, String fault)
            implements TemplateInstance {}

    private final Refusals refusals;
    private final Mending mending;
    private final PageContext pageContext;

    RejectionsPage(Refusals refusals, Mending mending, PageContext pageContext) {
        this.refusals = refusals;
        this.mending = mending;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        Messages messages = pageContext.say(RejectionsPage.class);
        return new Rejections(
                pageContext.frame(messages.of("title")),
                messages,
                rejections(messages).view(),
                conflicts(messages).view());
    }

    private DataTable<Refusals.Rejected> rejections(Messages messages) {
        Map<String, String> reasons = new TreeMap<>();
        refusals.reasons(whose()).forEach(word -> reasons.put(word, reason(messages, word)));
        return new DataTable<Refusals.Rejected>(pageContext, "rejections", messages.of("rejections"))
                .choice(
                        "state",
                        messages.of("state"),
                        Map.of("open", messages.of("open"), "settled", messages.of("settled")))
                .choice("reason", messages.of("reason"), reasons)
                .column("last", messages.of("last"), one -> Cell.time(one.lastAt(), pageContext.zone()))
                .column(
                        "reason",
                        messages.of("reason"),
                        one -> Cell.link(reason(messages, one.reason()), "/rejections/" + one.no())
                                .detail(messages.of(one.words())))
                .column(
                        "event",
                        messages.of("event"),
                        one -> Cell.text(one.id().orElse(""))
                                .detail(one.source().orElse("")))
                .column("sender", messages.of("sender"), one -> Cell.text(one.sender()))
                .column("times", messages.of("times"), one -> Cell.number(java.math.BigDecimal.valueOf(one.times())))
                .column(
                        "state",
                        messages.of("state"),
                        one -> Cell.text(one.settlement()
                                        .map(how -> messages.of("by_" + how))
                                        .orElse(messages.of("open")))
                                .detail(one.settledBy().orElse("")))
                .rows(Refusals.REJECTIONS, wanted -> refusals.rejected(whose(), wanted))
                .empty(messages.of("none"));
    }

    private static String reason(Messages messages, String word) {
        return messages.of("reason_" + word);
    }

    private DataTable<Refusals.Conflict> conflicts(Messages messages) {
        return new DataTable<Refusals.Conflict>(pageContext, "conflicts", messages.of("conflicts"))
                .column("at", messages.of("last"), one -> Cell.time(one.receivedAt(), pageContext.zone()))
                .column(
                        "event",
                        messages.of("event"),
                        one -> Cell.text(one.id()).detail(one.source()))
                .column("sender", messages.of("sender"), one -> Cell.text(one.sender()))
                .column("times", messages.of("times"), one -> Cell.number(java.math.BigDecimal.valueOf(one.times())))
                .column("raw", messages.of("said"), one -> Cell.text(Cell.cut(one.raw(), LONGEST_SHOWN)))
                .rows(Refusals.CONFLICTS, wanted -> refusals.conflicts(whose(), wanted))
                .empty(messages.of("noConflicts"));
    }

    @GET
    @Path("{no}")
    public TemplateInstance one(@PathParam("no") long no) {
        Refusals.Rejected rejected = mending.rejected(whose(), no);
        return page(rejected, rejected.raw(), "");
    }

    private Rejection page(Refusals.Rejected rejected, String text, String fault) {
        Messages messages = pageContext.say(RejectionsPage.class);
        Map<String, String> facts = new java.util.LinkedHashMap<>();
        facts.put(messages.of("reason"), reason(messages, rejected.reason()) + ": " + messages.of(rejected.words()));
        rejected.source().ifPresent(source -> facts.put(messages.of("source"), source));
        rejected.id().ifPresent(id -> facts.put(messages.of("event"), id));
        facts.put(messages.of("sender"), rejected.sender());
        facts.put(
                messages.of("first"),
                Cell.time(rejected.receivedAt(), pageContext.zone()).text());
        facts.put(
                messages.of("last"),
                Cell.time(rejected.lastAt(), pageContext.zone()).text());
        facts.put(messages.of("times"), String.valueOf(rejected.times()));
        rejected.settlement()
                .ifPresent(how -> facts.put(
                        messages.of("state"),
                        messages.of("by_" + how) + " " + rejected.settledBy().orElse("")));
        return new Rejection(
                pageContext.frame(
                        messages.of("rejection", rejected.no()), new Frame.Crumb(messages.of("title"), "/rejections")),
                messages,
                rejected.no(),
                rejected.settledAt().isPresent(),
                facts,
                text,
                fault);
    }

    @POST
    @Path("{no}/mend")
    public Response mend(@PathParam("no") long no, @RestForm String event) {
        String text = event == null ? "" : event;
        Intake.Receipt receipt =
                mending.resubmit(whose(), no, text.getBytes(StandardCharsets.UTF_8), pageContext.sender());
        if (receipt.rejectedTotal() > 0) {
            return Response.status(422)
                    .entity(page(
                            mending.rejected(whose(), no),
                            text,
                            pageContext
                                    .say(RejectionsPage.class)
                                    .of(receipt.rejected().get(0).detail())))
                    .build();
        }
        return done(receipt.accepted() > 0 ? "taken" : "known");
    }

    @POST
    @Path("{no}/dismiss")
    public Response dismiss(@PathParam("no") long no, @RestForm String csrf) {
        mending.dismiss(whose(), no, pageContext.name());
        return done("dismissedWords");
    }

    /** A person sees what every sender was refused; a token that comes here is held to its limits. */
    private Refusals.Whose whose() {
        return Mending.whose(pageContext.sender(), pageContext.session().isPresent() || pageContext.may(Role.VIEW));
    }

    private Response done(String said) {
        pageContext.requiredSession();
        return pageContext.done(pageContext.say(RejectionsPage.class).of(said), "/rejections?rejections-state=open");
    }
}
