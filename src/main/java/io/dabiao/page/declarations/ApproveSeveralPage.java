package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.VersionDifferences;
import io.dabiao.declare.VersionState;
import io.dabiao.declare.Versions;
import io.dabiao.evaluate.ReviewAdvice;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Several versions that wait, approved at once. */
@Path("/declaring")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class ApproveSeveralPage {

    /** A row of the official table. */
    public record TableRow(String level1, String level2, String name, String target) {}

    /**
     * A version that waits.
     *
     * @param differences in the words of the table
     * @param advice what a reviewer would say of it
     * @param table the whole official table
     */
    public record WaitingVersion(
            String key,
            String name,
            String standing,
            String author,
            String path,
            boolean approvable,
            int indicators,
            List<Change> differences,
            List<String> advice,
            List<TableRow> table) {}

    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record ApproveSeveral(Frame frame, Messages say, List<WaitingVersion> waiting, String fault)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final ReviewAdvice advisor;
    private final PageContext pageContext;

    ApproveSeveralPage(Declarations declarations, Proposals proposals, ReviewAdvice advisor, PageContext pageContext) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.advisor = advisor;
        this.pageContext = pageContext;
    }

    @GET
    @Path("approve")
    public TemplateInstance several() {
        return several("");
    }

    private ApproveSeveral several(String fault) {
        Messages messages = pageContext.say(ApproveSeveralPage.class);
        return new ApproveSeveral(
                pageContext.frame(
                        messages.of("approveSeveral"), new Frame.Crumb(messages.of("title"), "/declarations")),
                messages,
                waiting().stream().map(row -> waiting(messages, row)).toList(),
                fault);
    }

    private static List<DeclarationVersion> waiting() {
        return DeclarationVersion.list(
                "standing in ?1 order by year desc, project, version",
                List.of(VersionState.PROPOSED, VersionState.DRAFT));
    }

    static boolean anyWaits() {
        return DeclarationVersion.count("standing in ?1", List.of(VersionState.PROPOSED, VersionState.DRAFT)) > 0;
    }

    private static String key(DeclarationVersion row) {
        return row.year + "/" + row.project + "/" + row.version;
    }

    private WaitingVersion waiting(Messages messages, DeclarationVersion row) {
        boolean proposed = row.standing == VersionState.PROPOSED;
        List<TableRow> table = Versions.own(row)
                .map(own -> own.indicators().stream()
                        .map(one -> new TableRow(
                                one.level1(),
                                one.level2(),
                                one.name(),
                                one.printed().map(Printed::text).orElse("—")))
                        .toList())
                .orElse(List.of());
        Map<String, String> names = Versions.own(row)
                .map(own -> own.indicators().stream()
                        .collect(Collectors.toMap(Indicator::id, Indicator::name, (one, other) -> one)))
                .orElse(Map.of());
        List<Change> differences = DeclarationVersion.of(row.year, row.project, VersionDifferences.usual(row))
                .flatMap(before -> VersionDifferences.between(before, row))
                .orElse(List.of())
                .stream()
                .map(one -> Change.of(messages, names, one))
                .toList();
        return new WaitingVersion(
                key(row),
                messages.of("oneTitle", row.name, row.year),
                messages.of("standing_" + row.standing.word()),
                row.author,
                "/declarations/" + row.year + "/" + Paths.encoded(row.project) + "?version=" + row.version,
                proposals.hindrance(row, pageContext.name()).isEmpty()
                        && (!proposed || proposals.faults(row).isEmpty()),
                table.size(),
                differences,
                Versions.own(row)
                        .map(own -> advisor.of(own).stream()
                                .map(one -> messages.of(one.words()))
                                .toList())
                        .orElse(List.of()),
                table);
    }

    @POST
    @Path("approve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response approved(@RestForm String csrf) {
        MultivaluedMap<String, String> form = FormFields.read();
        Messages messages = pageContext.say(ApproveSeveralPage.class);
        List<String> chosen = form.getOrDefault("version", List.of());
        if (chosen.isEmpty()) {
            return Response.status(400)
                    .entity(several(messages.of("chooseOne")))
                    .build();
        }
        String typed =
                Optional.ofNullable(form.getFirst("reason")).map(String::strip).orElse("");
        String reason = typed.isEmpty() ? messages.of("approvedUnchanged") : typed;
        int done = 0;
        for (DeclarationVersion row : waiting()) {
            if (chosen.contains(key(row)) && approve(row, reason)) {
                done++;
            }
        }
        return pageContext.done(messages.of("approvedSeveral", done), "/declarations");
    }

    private boolean approve(DeclarationVersion row, String reason) {
        if (proposals.hindrance(row, pageContext.name()).isPresent()) {
            return false;
        }
        if (row.standing == VersionState.DRAFT) {
            return proposals.approve(row.year, row.project, pageContext.name(), reason);
        }
        return declarations.file(new Declarations.Key(row.year, row.project)).isEmpty()
                && proposals.faults(row).isEmpty()
                && proposals
                        .approve(row, Optional.empty(), pageContext.name(), reason)
                        .isPresent();
    }
}
