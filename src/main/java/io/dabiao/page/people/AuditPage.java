package io.dabiao.page.people;

import io.dabiao.access.Role;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditLog;
import io.dabiao.core.text.Words;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Who did what. */
@Path("/audit")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class AuditPage {

    /** In one exported file. */
    private static final int MOST_EXPORTED = 50_000;

    /** An act that can be chosen. */
    public record Choice(String word, String words, boolean chosen) {}

    /**
     * What is asked for, as it was typed.
     *
     * @param from a day such as 2026-01-31, in the institution's zone; empty for no bound
     * @param until likewise, the last day wanted
     */
    public record Asked(List<Choice> acts, String actor, String from, String until, String text, boolean any) {}

    /**
     * @param head the chain's newest entry
     */
    @CheckedTemplate(basePath = "people", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AuditLogPage(Frame frame, Messages say, Asked asked, DataTable.View acts, String head)
            implements TemplateInstance {}

    private final AuditLog log;
    private final PageContext pageContext;

    AuditPage(AuditLog log, PageContext pageContext) {
        this.log = log;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance log(
            @QueryParam("act") @DefaultValue("") String act,
            @QueryParam("actor") @DefaultValue("") String actor,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("until") @DefaultValue("") String until,
            @QueryParam("q") @DefaultValue("") String text) {
        Messages messages = pageContext.say(AuditPage.class);
        AuditLog.Filter filter = new AuditLog.Filter(
                given(act),
                given(actor),
                // What is no day does not restrict.
                FieldText.day(from).map(this::start),
                FieldText.day(until).map(last -> start(last.plusDays(1))),
                given(text));
        AuditLog.Head head = log.head();
        DataTable<AuditLog.Entry> dataTable = new DataTable<AuditLog.Entry>(pageContext, "acts", messages.of("audit"))
                .column("when", messages.of("when"), entry -> Cell.time(entry.at(), pageContext.zone()))
                .column("who", messages.of("who"), entry -> Cell.text(entry.actor()))
                .column(
                        "address",
                        messages.of("address"),
                        entry -> Cell.text(entry.address().orElse("")))
                .column("act", messages.of("act"), entry -> Cell.text(words(entry.act())))
                .column("subject", messages.of("subject"), entry -> Cell.text(subject(entry)))
                .column("detail", messages.of("detail"), entry -> Cell.text(said(entry.detail())))
                .rows(AuditLog.list(), wanted -> log.find(filter, wanted))
                .mostInFile(MOST_EXPORTED)
                .exportNote(messages.of("head", head.toString()))
                .empty(messages.of("noActs"));
        return new AuditLogPage(
                pageContext.frame(messages.of("audit")),
                messages,
                new Asked(choices(act), actor, from, until, text, !filter.equals(AuditLog.Filter.ALL)),
                dataTable.view(),
                head.toString());
    }

    private List<Choice> choices(String chosen) {
        return log.acts().stream()
                .map(word -> new Choice(word, words(word), word.equals(chosen)))
                .toList();
    }

    private String words(String word) {
        return AuditAct.ofWord(word).map(act -> said(act.words())).orElse(word);
    }

    private String subject(AuditLog.Entry entry) {
        return AuditAct.ofWord(entry.act())
                .map(act -> said(act.subject(entry.subject())))
                .orElse(entry.subject());
    }

    private String said(Words words) {
        return pageContext.language().of(words);
    }

    private Instant start(LocalDate day) {
        return day.atStartOfDay(pageContext.zone()).toInstant();
    }

    private static Optional<String> given(String value) {
        return Optional.of(value.strip()).filter(one -> !one.isEmpty());
    }
}
