package io.dabiao.page.forms;

import io.dabiao.access.Role;
import io.dabiao.budget.Exceeded;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.declare.Proposals;
import io.dabiao.forms.FormSource;
import io.dabiao.forms.work.FormWork;
import io.dabiao.forms.work.FormWorks;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Forms read in and not handed in yet; reading in another one, and carrying a declaration forward. */
@Path("/enter/forms")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class FormsPage {

    private static final long LARGEST = 20_000_000;
    private static final int MEGABYTE = 1_000_000;

    /** A declaration that can be carried forward. */
    public record Carried(String name, int year, String project) {}

    /**
     * @param accepted endings of files, for the browser
     * @param fault what is wrong with a file; empty for nothing
     * @param detail of the fault, in English; empty where there is none
     */
    @CheckedTemplate(basePath = "forms", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllForms(
            Frame frame,
            Messages say,
            DataTable.View works,
            String accepted,
            long largest,
            String fault,
            String detail,
            int next,
            List<Carried> carried)
            implements TemplateInstance {}

    /** A form has some thousand characters; a field of a page holds a quarter of a megabyte. */
    private static final int LONGEST_PASTED = 80_000;
    /** What is copied from a spreadsheet or a page comes with a tab between its cells. */
    private static final String PASTED = "text/tab-separated-values";

    /** In place of a file's name, for what was pasted; pages say it in their reader's language. */
    private static final String PASTED_NAME = "pasted";

    private final FormWorks works;
    private final Declarations declarations;
    private final Proposals proposals;
    private final PageContext pageContext;

    FormsPage(FormWorks works, Declarations declarations, Proposals proposals, PageContext pageContext) {
        this.works = works;
        this.declarations = declarations;
        this.proposals = proposals;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        return page("", "");
    }

    private AllForms page(String fault, String detail) {
        Messages messages = pageContext.say(FormsPage.class);
        int year = pageContext.now().atZone(pageContext.zone()).getYear();
        Declarations.InForce inForce = declarations.inForce();
        return new AllForms(
                pageContext.frame(messages.of("title")),
                messages,
                listing().view(),
                String.join(
                        ",",
                        FormSource.all().flatMap(one -> one.endings().stream()).toList()),
                LARGEST / MEGABYTE,
                fault,
                detail,
                year + 1,
                inForce.year(year).stream()
                        .map(EffectiveDeclaration::declaration)
                        .filter(one -> pageContext.sees(one.project())
                                && !inForce.byKey().containsKey(new Declarations.Key(year + 1, one.project())))
                        .map(one -> new Carried(one.name(), one.year(), one.project()))
                        .toList());
    }

    private DataTable<FormWork> listing() {
        Messages messages = pageContext.say(FormsPage.class);
        Map<String, String> states = Map.of(
                FormWork.OPEN, messages.of("state_" + FormWork.OPEN),
                FormWork.HANDED_IN, messages.of("state_" + FormWork.HANDED_IN));
        return new DataTable<FormWork>(pageContext, "forms", messages.of("forms"))
                .choice("state", messages.of("state"), states, one -> one.state)
                .column(
                        "name",
                        messages.of("project"),
                        one -> Cell.link(name(messages, one), path(one)).detail(file(messages, one)))
                .column("state", messages.of("state"), one -> Cell.text(states.get(one.state)))
                .column(
                        "created",
                        messages.of("created"),
                        one -> Cell.time(one.createdAt, pageContext.zone()).detail(one.createdBy))
                .column(
                        "changed",
                        messages.of("changed"),
                        one -> Cell.time(one.changedAt, pageContext.zone()).detail(one.changedBy))
                .rows(works.all().stream()
                        .filter(one -> !pageContext.limited() || one.createdBy.equals(pageContext.name()))
                        .sorted(Comparator.comparing((FormWork one) -> !one.state.equals(FormWork.OPEN)))
                        .toList())
                .empty(messages.of("noForms"));
    }

    private static String name(Messages messages, FormWork work) {
        return work.name.isEmpty() ? messages.of("nameless") : work.name;
    }

    /** The name that the file had, or that it was pasted. */
    static String file(Messages messages, FormWork work) {
        return work.file.equals(PASTED_NAME) ? messages.of("pasted") : work.file;
    }

    private static String path(FormWork work) {
        return "/enter/forms/" + work.id;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response read(@RestForm("form") FileUpload file, @RestForm("text") @DefaultValue("") String text)
            throws IOException {
        Messages messages = pageContext.say(FormsPage.class);
        boolean chosen = file != null && file.size() > 0;
        if (!chosen && !text.isBlank()) {
            if (text.length() > LONGEST_PASTED) {
                return refused(413, messages.of("tooLongText"), "");
            }
            byte[] pasted = text.getBytes(StandardCharsets.UTF_8);
            return read(FormSource.ofMediaType(PASTED).orElseThrow(), PASTED_NAME, () -> pasted, messages);
        }
        String name = file == null || file.fileName() == null
                ? ""
                : file.fileName().replaceAll("\\p{C}", "").strip();
        if (name.isEmpty() || file.size() == 0) {
            return refused(400, messages.of("noFile"), "");
        }
        if (file.size() > LARGEST) {
            return refused(413, messages.of("tooLarge", LARGEST / MEGABYTE), "");
        }
        Optional<FormSource> source = FormSource.ofFile(name);
        if (source.isEmpty()) {
            return refused(415, messages.of("noKind"), "");
        }
        return read(source.get(), name, () -> Files.readAllBytes(file.uploadedFile()), messages);
    }

    private Response read(FormSource source, String name, FormWorks.Content content, Messages messages)
            throws IOException {
        List<FormWork> read;
        try {
            read = works.read(source, name, content, pageContext.name());
        } catch (FormSource.Unreadable unreadable) {
            return refused(422, messages.of("unreadable"), unreadable.getMessage());
        } catch (Exceeded exceeded) {
            return refused(exceeded.code().status(), messages.of("unreadable"), exceeded.getMessage());
        }
        if (read.isEmpty()) {
            return refused(422, messages.of("noForm"), "");
        }
        return done(
                messages.of("readWords", read.size(), name),
                read.size() == 1 ? path(read.get(0)) : "/enter/forms#forms");
    }

    private Response refused(int status, String fault, String detail) {
        return Response.status(status).entity(page(fault, detail)).build();
    }

    @POST
    @Path("carry")
    public Response carry(@RestForm String which, @RestForm String reason) {
        Messages messages = pageContext.say(FormsPage.class);
        int year = pageContext.now().atZone(pageContext.zone()).getYear();
        String project = which == null ? "" : which;
        EffectiveDeclaration from = declarations.inForce().byKey().get(new Declarations.Key(year, project));
        if (from == null || !pageContext.sees(project)) {
            throw new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' is declared for " + year);
        }
        if (reason == null || reason.isBlank()) {
            return refused(400, messages.of("needsReason"), "");
        }
        return proposals
                .carryForward(from, year + 1, pageContext.name(), reason.strip())
                .map(draft -> done(
                        messages.of("carriedWords", year + 1),
                        "/declarations/" + draft.year + "/" + Paths.encoded(draft.project)))
                .orElseGet(() -> refused(409, messages.of("declaredAlready"), ""));
    }

    private Response done(String words, String path) {
        pageContext.requiredSession();
        return pageContext.done(words, path);
    }
}
