package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.Reach;
import io.dabiao.declare.Standing;
import io.dabiao.declare.VersionDifferences;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
import io.dabiao.report.Seals;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** Declarations: what is in force, what waits, what was refused; the versions of each and what differs between them. */
@Path("/declarations")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class DeclarationsPage {

    /** A file that is not in force. */
    public record RefusedFile(String name, List<Fault> faults) {}

    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllDeclarations(Frame frame, Say say, Listing.View standing, Listing.View waiting, List<RefusedFile> refused)
            implements TemplateInstance {}

    /**
     * @param number of the version shown
     * @param standing of the version shown, in words
     * @param facts by what they are called
     * @param against which version the differences are to; 0 where there is none
     * @param reach the hosts that it makes the service contact and the secrets that it names
     * @param readable whether both versions could be read, so that differences are known
     * @param draft whether it was carried forward and waits for approval
     * @param approves whether whoever looks may put it in force now
     * @param withdraws whether he may take it back
     * @param next the year to which it could be carried; 0 where it cannot
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneDeclaration(
            Frame frame,
            Say say,
            String path,
            int number,
            String standing,
            Map<String, String> facts,
            int against,
            boolean readable,
            Listing.View differences,
            Listing.View reach,
            List<Fault> faults,
            boolean draft,
            boolean approves,
            boolean withdraws,
            int next,
            String text,
            String fault,
            Listing.View versions)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final Sessions sessions;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    DeclarationsPage(
            Declarations declarations,
            Proposals proposals,
            Sessions sessions,
            Visit visit,
            Frames frames,
            Seals formats) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.sessions = sessions;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    @GET
    public Response all(@Context UriInfo uri) {
        Say say = visit.say(DeclarationsPage.class);
        Listing<Standing> standing = standing(say);
        Listing<DeclarationVersion> waiting = waiting(say);
        return standing.export(uri.getQueryParameters(), formats)
                .or(() -> waiting.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(new AllDeclarations(
                                frames.of(visit, say.of("title")),
                                say,
                                standing.view(uri.getQueryParameters()),
                                waiting.view(uri.getQueryParameters()),
                                refused()))
                        .build());
    }

    /** Files are an administrator's. */
    private List<RefusedFile> refused() {
        return visit.may(Role.ADMIN)
                ? declarations.inForce().refused().entrySet().stream()
                        .map(one -> new RefusedFile(one.getKey(), one.getValue()))
                        .toList()
                : List.of();
    }

    private Listing<Standing> standing(Say say) {
        List<Standing> all = declarations.inForce().byKey().values().stream()
                .filter(one -> visit.sees(one.declaration().project()))
                .sorted(Comparator.comparing(
                                (Standing one) -> -one.declaration().year())
                        .thenComparing(one -> one.declaration().project()))
                .toList();
        Map<String, String> years = new LinkedHashMap<>();
        all.forEach(one -> years.put(year(one), year(one)));
        return new Listing<Standing>(visit, "standing", say.of("inForce"))
                .choice("year", say.of("year"), years, DeclarationsPage::year)
                .column(
                        "year",
                        say.of("year"),
                        one -> Cell.number(BigDecimal.valueOf(one.declaration().year()), year(one)))
                .column(
                        "name",
                        say.of("project"),
                        one -> Cell.link(
                                        one.declaration().name(),
                                        path(
                                                one.declaration().year(),
                                                one.declaration().project()))
                                .detail(one.draft() ? say.of("standing_draft") : ""))
                .column("version", say.of("version"), one -> Cell.number(BigDecimal.valueOf(one.version())))
                .column(
                        "indicators",
                        say.of("indicators"),
                        one -> Cell.number(BigDecimal.valueOf(
                                one.declaration().indicators().size())))
                .column("origin", say.of("origin"), one -> Cell.text(one.origin()))
                .rows(all)
                .empty(say.of("nothingDeclared"))
                .next(say.of("toStart"), visit.may(Role.REPORT) ? "/start" : "");
    }

    private static String year(Standing standing) {
        return String.valueOf(standing.declaration().year());
    }

    private Listing<DeclarationVersion> waiting(Say say) {
        List<DeclarationVersion> all = DeclarationVersion.<DeclarationVersion>list(
                        "standing in ?1 order by recordedAt desc",
                        List.of(DeclarationVersion.PROPOSED, DeclarationVersion.SCHEDULED))
                .stream()
                .filter(one -> visit.sees(one.project))
                .toList();
        return new Listing<DeclarationVersion>(visit, "waiting", say.of("waiting"))
                .column(
                        "year",
                        say.of("year"),
                        one -> Cell.number(BigDecimal.valueOf(one.year), String.valueOf(one.year)))
                .column(
                        "name",
                        say.of("project"),
                        one -> Cell.link(one.name, path(one.year, one.project) + "?version=" + one.version))
                .column(
                        "standing",
                        say.of("standing"),
                        one -> Cell.text(say.of("standing_" + one.standing))
                                .detail(one.effective == null ? "" : say.of("from", one.effective)))
                .column("author", say.of("author"), one -> Cell.text(one.author))
                .column("reason", say.of("reason"), one -> Cell.text(one.reason))
                .column("at", say.of("recorded"), one -> Cell.time(one.recordedAt, declarations.zone()))
                .rows(all)
                .empty(say.of("nothingWaits"));
    }

    private static String path(int year, String project) {
        return "/declarations/" + year + "/" + Paths.encoded(project);
    }

    @GET
    @Path("{year}/{project}")
    public Response one(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @QueryParam("version") Integer number,
            @QueryParam("against") Integer against,
            @Context UriInfo uri) {
        return shown(version(year, project, Optional.ofNullable(number)), Optional.ofNullable(against), uri, "", 200);
    }

    /** @throws Problem where there is none, or none that whoever looks may see */
    private DeclarationVersion version(int year, String project, Optional<Integer> number) {
        List<DeclarationVersion> all =
                visit.sees(project) ? DeclarationVersion.of(year, project) : List.<DeclarationVersion>of();
        return all.stream()
                .filter(one -> number.map(wanted -> one.version == wanted)
                        .orElse(one.standing.equals(DeclarationVersion.IN_FORCE)
                                || one.standing.equals(DeclarationVersion.DRAFT)))
                .findFirst()
                .or(() -> number.isPresent() ? Optional.empty() : all.stream().findFirst())
                .orElseThrow(() -> new Problem(
                        404, "no such version", "no such version of '" + project + "' is recorded for " + year));
    }

    private Response shown(DeclarationVersion row, Optional<Integer> wanted, UriInfo uri, String fault, int status) {
        Say say = visit.say(DeclarationsPage.class);
        int other = wanted.orElseGet(() -> VersionDifferences.usual(row));
        Optional<DeclarationVersion> before = DeclarationVersion.of(row.year, row.project, other);
        Optional<List<Difference>> found = before.flatMap(one -> VersionDifferences.between(one, row));
        Listing<Difference> differences = differences(say, found.orElse(List.of()));
        Listing<Reach.Named> reach = reach(say, row);
        Listing<DeclarationVersion> versions = versions(say, row);
        boolean waits = row.standing.equals(DeclarationVersion.PROPOSED);
        boolean draft = row.standing.equals(DeclarationVersion.DRAFT);
        List<Fault> faults = waits ? proposals.faults(row) : List.of();
        boolean taken = declarations.inForce().byKey().containsKey(new Declarations.Key(row.year + 1, row.project));
        boolean inForce = row.standing.equals(DeclarationVersion.IN_FORCE);
        return differences
                .export(uri.getQueryParameters(), formats)
                .or(() -> reach.export(uri.getQueryParameters(), formats))
                .or(() -> versions.export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.status(status)
                        .entity(new OneDeclaration(
                                frames.of(
                                        visit,
                                        say.of("oneTitle", row.name, row.year),
                                        new Frame.Crumb(say.of("title"), "/declarations")),
                                say,
                                path(row.year, row.project),
                                row.version,
                                say.of("standing_" + row.standing),
                                facts(say, row),
                                before.map(one -> one.version).orElse(0),
                                found.isPresent(),
                                differences.view(uri.getQueryParameters()),
                                reach.view(uri.getQueryParameters()),
                                faults,
                                draft,
                                (waits && faults.isEmpty() || draft) && visit.may(Role.ADMIN),
                                row.waits() && visit.may(waits ? Role.REPORT : Role.ADMIN),
                                inForce && !taken && visit.may(Role.REPORT) ? row.year + 1 : 0,
                                row.text,
                                fault,
                                versions.view(uri.getQueryParameters())))
                        .build());
    }

    private Map<String, String> facts(Say say, DeclarationVersion row) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(say.of("origin"), row.origin);
        put(facts, say.of("author"), row.author);
        put(facts, say.of("reason"), row.reason);
        facts.put(
                say.of("recorded"),
                Cell.time(row.recordedAt, declarations.zone()).text());
        put(facts, say.of("effective"), row.effective == null ? null : row.effective.toString());
        if (row.approvedBy != null) {
            facts.put(
                    say.of("approved"),
                    say.of(
                            "byAtBecause",
                            row.approvedBy,
                            Cell.time(row.approvedAt, declarations.zone()).text(),
                            row.approvedBecause));
        }
        if (row.withdrawnBy != null) {
            facts.put(
                    say.of("withdrawn"),
                    say.of(
                            "byAtBecause",
                            row.withdrawnBy,
                            Cell.time(row.withdrawnAt, declarations.zone()).text(),
                            row.withdrawnBecause));
        }
        return facts;
    }

    private static void put(Map<String, String> facts, String key, String value) {
        if (value != null && !value.isBlank()) {
            facts.put(key, value);
        }
    }

    private Listing<Difference> differences(Say say, List<Difference> found) {
        return new Listing<Difference>(visit, "differences", say.of("differences"))
                .column("where", say.of("whereIn"), one -> Cell.text(one.where()))
                .column("what", say.of("what"), one -> Cell.text(one.what()))
                .column("before", say.of("before"), one -> Cell.text(one.before()))
                .column("after", say.of("after"), one -> Cell.text(one.after()))
                .rows(found)
                .empty(say.of("noDifferences"));
    }

    /** Whoever approves sees what the service will contact and read by it. */
    private Listing<Reach.Named> reach(Say say, DeclarationVersion row) {
        return new Listing<Reach.Named>(visit, "reach", say.of("reach"))
                .column("kind", say.of("kind"), one -> Cell.text(say.of(one.secret() ? "secret" : "host")))
                .column("named", say.of("named"), one -> Cell.text(one.name()))
                .column(
                        "change",
                        say.of("change"),
                        one -> Cell.text(say.of("change_" + one.change().name().toLowerCase(Locale.ROOT))))
                .rows(VersionDifferences.reach(row).orElse(List.of()))
                .empty(say.of("reachesNothing"));
    }

    private Listing<DeclarationVersion> versions(Say say, DeclarationVersion shown) {
        return new Listing<DeclarationVersion>(visit, "versions", say.of("versions"))
                .column(
                        "version",
                        say.of("version"),
                        one -> Cell.link(
                                        say.of("numbered", one.version),
                                        path(one.year, one.project) + "?version=" + one.version)
                                .detail(one.version == shown.version ? say.of("thisOne") : ""))
                .column("standing", say.of("standing"), one -> Cell.text(say.of("standing_" + one.standing)))
                .column("author", say.of("author"), one -> Cell.text(one.author))
                .column("reason", say.of("reason"), one -> Cell.text(one.reason))
                .column("at", say.of("recorded"), one -> Cell.time(one.recordedAt, declarations.zone()))
                .column(
                        "effective",
                        say.of("effective"),
                        one -> Cell.text(one.effective == null ? "" : one.effective.toString()))
                .rows(DeclarationVersion.of(shown.year, shown.project))
                .empty("");
    }

    @POST
    @Path("{year}/{project}/versions/{version}/approve")
    @RolesAllowed(Role.ADMIN)
    public Response approve(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int number,
            @RestForm String reason,
            @RestForm String effective,
            @Context UriInfo uri) {
        Say say = visit.say(DeclarationsPage.class);
        DeclarationVersion row = version(year, project, Optional.of(number));
        if (blank(reason)) {
            return shown(row, Optional.empty(), uri, say.of("needsReason"), 400);
        }
        if (row.standing.equals(DeclarationVersion.DRAFT)) {
            return proposals.approve(year, project, visit.name(), reason.strip())
                    ? done(say.of("approvedWords"), path(year, project))
                    : shown(row, Optional.empty(), uri, say.of("waitsNot"), 409);
        }
        Optional<LocalDate> day;
        try {
            day = blank(effective) ? Optional.empty() : Optional.of(LocalDate.parse(effective.strip()));
        } catch (DateTimeException none) {
            return shown(row, Optional.empty(), uri, say.of("noDate"), 400);
        }
        ownFile(row);
        if (!proposals.faults(row).isEmpty()) {
            return shown(row, Optional.empty(), uri, say.of("hasFaults"), 422);
        }
        return proposals
                .approve(row, day, visit.name(), reason.strip())
                .map(version -> done(say.of("approvedWords"), path(year, project) + "?version=" + number))
                .orElseGet(() -> shown(row, Optional.empty(), uri, say.of("waitsNot"), 409));
    }

    /** What a file declares goes before what is stored, which could not come into force. */
    private void ownFile(DeclarationVersion row) {
        declarations.file(new Declarations.Key(row.year, row.project)).ifPresent(file -> {
            throw new Problem(
                    409,
                    "declared by a file",
                    "the file " + file + " declares '" + row.project + "' for " + row.year
                            + " and goes before what is stored; change the file, or remove it first");
        });
    }

    @POST
    @Path("{year}/{project}/versions/{version}/withdraw")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response withdraw(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int number,
            @RestForm String reason,
            @Context UriInfo uri) {
        Say say = visit.say(DeclarationsPage.class);
        DeclarationVersion row = version(year, project, Optional.of(number));
        if (row.standing.equals(DeclarationVersion.SCHEDULED) && !visit.may(Role.ADMIN)) {
            throw new ForbiddenException("an administrator takes back what is approved");
        }
        if (blank(reason)) {
            return shown(row, Optional.empty(), uri, say.of("needsReason"), 400);
        }
        return proposals
                .withdraw(row, visit.name(), reason.strip())
                .map(version -> done(say.of("withdrawnWords"), path(year, project)))
                .orElseGet(() -> shown(row, Optional.empty(), uri, say.of("waitsNot"), 409));
    }

    @POST
    @Path("{year}/{project}/carry")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response carry(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @RestForm String reason,
            @Context UriInfo uri) {
        Say say = visit.say(DeclarationsPage.class);
        DeclarationVersion row = version(year, project, Optional.empty());
        Standing from = declarations.inForce().byKey().get(new Declarations.Key(year, project));
        if (blank(reason)) {
            return shown(row, Optional.empty(), uri, say.of("needsReason"), 400);
        }
        return Optional.ofNullable(from)
                .flatMap(standing -> proposals.carryForward(standing, year + 1, visit.name(), reason.strip()))
                .map(draft -> done(say.of("carriedWords", year + 1), path(year + 1, project)))
                .orElseGet(() -> shown(row, Optional.empty(), uri, say.of("declaredAlready"), 409));
    }

    private Response done(String words, String path) {
        Session session = visit.session().orElseThrow(() -> new UnauthorizedException("nobody has signed in"));
        sessions.flash(session, words);
        return Redirect.to(path);
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
