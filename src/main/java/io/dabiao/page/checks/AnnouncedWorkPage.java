package io.dabiao.page.checks;

import io.dabiao.access.Role;
import io.dabiao.check.AnnouncedWork;
import io.dabiao.check.Assignment;
import io.dabiao.check.Probing;
import io.dabiao.page.Faults;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.TypedSpan;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Announces work on sites that exist, at once or for a time to come, and ends it. */
@Path("/checks/maintenance")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class AnnouncedWorkPage {

    /** A site to be ticked. */
    public record Choice(String site, boolean chosen) {}

    /** @param faults what is wrong */
    @CheckedTemplate(basePath = "checks", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Announce(
            Frame frame, Messages say, Faults faults, List<Choice> sites, TypedSpan span, String reason, String zone)
            implements TemplateInstance {}

    /** What was typed. */
    private static final Map<ErrorCode, String> FIELDS = Map.of(
            ErrorCode.NO_REASON, "reason",
            ErrorCode.NOTHING_ASKED, "sites",
            ErrorCode.NO_SUCH_SITE, "sites",
            ErrorCode.NOT_TO_COME, "begins",
            ErrorCode.NO_END, "ends");

    private record Typed(Set<String> sites, TypedSpan span, String reason) {}

    private final AnnouncedWork work;
    private final Probing probing;
    private final PageContext pageContext;

    AnnouncedWorkPage(AnnouncedWork work, Probing probing, PageContext pageContext) {
        this.work = work;
        this.probing = probing;
        this.pageContext = pageContext;
    }

    /** The sites that the one who looks may know of. */
    private Set<String> mine() {
        return probing.sites().values().stream()
                .filter(one -> pageContext.sees(one.project()))
                .map(Assignment::probe)
                .map(probe -> probe.site())
                .collect(Collectors.toSet());
    }

    @GET
    @Path("new")
    public TemplateInstance wanted(@QueryParam("site") List<String> sites) {
        TypedSpan usual = TypedSpan.usual(pageContext.now(), pageContext.zone());
        return form(new Typed(sites == null ? Set.of() : Set.copyOf(sites), usual, ""), Faults.NONE);
    }

    private Announce form(Typed typed, Faults faults) {
        Messages messages = pageContext.say(ChecksPage.class);
        return new Announce(
                pageContext.frame(messages.of("announce"), new Frame.Crumb(messages.of("title"), "/checks")),
                messages,
                faults,
                mine().stream()
                        .sorted()
                        .map(site -> new Choice(site, typed.sites().contains(site)))
                        .toList(),
                typed.span(),
                typed.reason(),
                messages.of(pageContext.zone()));
    }

    @POST
    public Response announce(
            @RestForm List<String> sites, @RestForm String begins, @RestForm String ends, @RestForm String reason) {
        Messages messages = pageContext.say(ChecksPage.class);
        Typed typed = new Typed(
                sites == null ? Set.of() : Set.copyOf(sites),
                TypedSpan.of(begins, ends, pageContext.zone()),
                FieldText.asTyped(reason));
        if (typed.span().wrong()) {
            return refused(typed, Faults.at("ends", messages.of("fault_time")));
        }
        try {
            if (!mine().containsAll(typed.sites())) {
                return refused(typed, Faults.at("sites", messages.of("fault_site")));
            }
            work.announce(typed.sites(), typed.span().from(), typed.span().until(), typed.reason(), pageContext.name());
        } catch (Problem problem) {
            return refused(typed, Faults.of(problem, messages, FIELDS));
        }
        return pageContext.done(messages.of("announced"), "/checks");
    }

    private Response refused(Typed typed, Faults faults) {
        return Response.status(400).entity(form(typed, faults)).build();
    }

    @POST
    @Path("{id: \\d+}/end")
    public Response end(@PathParam("id") long id, @RestForm String sure) {
        boolean known = work.open().stream().anyMatch(one -> one.id() == id && mine().containsAll(one.sites()));
        if (!known || work.end(id, pageContext.name()).isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_MAINTENANCE, "no announced work that has not ended has the id " + id);
        }
        return pageContext.done(pageContext.say(ChecksPage.class).of("workEnded"), "/checks");
    }
}
