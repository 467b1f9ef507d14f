package io.dabiao.page.people;

import io.dabiao.access.AuditEntry;
import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.report.Seals;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who did what. */
@Path("/audit")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class AuditPage {

    /** Read at a time: further ones are on the pages before. */
    private static final int MOST = 2_000;

    /** @param earlier the path of what was done before; empty where that is all */
    @CheckedTemplate(basePath = "people", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AuditLog(Frame frame, Say say, Listing.View acts, String earlier) implements TemplateInstance {}

    private final Declarations declarations;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    AuditPage(Declarations declarations, Visit visit, Frames frames, Seals formats) {
        this.declarations = declarations;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response log(@QueryParam("before") @DefaultValue("9223372036854775807") long before, @Context UriInfo uri) {
        Say say = visit.say(AuditPage.class);
        List<AuditEntry> acts = AuditEntry.<AuditEntry>find("id < ?1 order by id desc", before)
                .page(0, MOST)
                .list();
        Map<String, String> kinds = new TreeMap<>();
        acts.forEach(act -> kinds.put(act.act, act.act));
        Listing<AuditEntry> listing = new Listing<AuditEntry>(visit, "acts", say.of("audit"))
                .choice("act", say.of("act"), kinds, act -> act.act)
                .column("when", say.of("when"), act -> Cell.time(act.at, declarations.zone()))
                .column("who", say.of("who"), act -> Cell.text(act.actor))
                .column("act", say.of("act"), act -> Cell.text(act.act))
                .column("subject", say.of("subject"), act -> Cell.text(act.subject))
                .column("detail", say.of("detail"), act -> Cell.text(act.detail))
                .rows(acts)
                .empty(say.of("noActs"));
        String earlier = acts.size() < MOST ? "" : "/audit?before=" + acts.get(acts.size() - 1).id;
        return listing.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new AuditLog(
                                frames.of(visit, say.of("audit")),
                                say,
                                listing.view(uri.getQueryParameters()),
                                earlier))
                        .build());
    }
}
