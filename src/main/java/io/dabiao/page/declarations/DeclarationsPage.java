package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.Reach;
import io.dabiao.declare.VersionDifferences;
import io.dabiao.declare.VersionState;
import io.dabiao.declare.Versions;
import io.dabiao.evaluate.ReviewAdvice;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
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
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
    record AllDeclarations(
            Frame frame,
            Messages say,
            DataTable.View standing,
            DataTable.View waiting,
            boolean several,
            List<RefusedFile> refused)
            implements TemplateInstance {}

    /**
     * @param number of the version shown
     * @param standing of the version shown, in words
     * @param facts by what they are called
     * @param against which version the differences are to; 0 where there is none
     * @param reach the hosts that it makes the service contact and the secrets that it names
     * @param advice what a reviewer would say of a version that waits
     * @param readable whether both versions could be read, so that differences are known
     * @param draft whether it was carried forward and waits for approval
     * @param approves whether the one who looks may put it in force now
     * @param withdraws whether he may take it back
     * @param next the year to which it could be carried; 0 where it cannot
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneDeclaration(
            Frame frame,
            Messages say,
            String path,
            int number,
            String standing,
            Map<String, String> facts,
            int against,
            boolean readable,
            DataTable.View differences,
            DataTable.View reach,
            List<Fault> faults,
            List<String> advice,
            boolean draft,
            boolean approves,
            boolean withdraws,
            Review review,
            int next,
            String text,
            String fault,
            DataTable.View versions)
            implements TemplateInstance {}

    /**
     * What the one who looks may do of a review.
     *
     * @param reviews whether they may pass it on to be approved
     * @param returns whether they may give it back
     * @param handsIn whether they may hand it in again
     * @param hindrance why they may not approve it though they approve others; empty where nothing hinders
     */
    public record Review(boolean reviews, boolean returns, boolean handsIn, String hindrance) {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final ReviewAdvice advisor;
    private final PageContext pageContext;

    DeclarationsPage(Declarations declarations, Proposals proposals, ReviewAdvice advisor, PageContext pageContext) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.advisor = advisor;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        Messages messages = pageContext.say(DeclarationsPage.class);
        DataTable<EffectiveDeclaration> standing = standing(messages);
        DataTable<DeclarationVersion> waiting = waiting(messages);
        return new AllDeclarations(
                pageContext.frame(messages.of("title")),
                messages,
                standing.view(),
                waiting.view(),
                pageContext.may(Role.ADMIN) && ApproveSeveralPage.anyWaits(),
                refused());
    }

    /** Files are an administrator's. */
    private List<RefusedFile> refused() {
        return pageContext.may(Role.ADMIN)
                ? declarations.inForce().refused().entrySet().stream()
                        .map(one -> new RefusedFile(one.getKey(), one.getValue()))
                        .toList()
                : List.of();
    }

    private DataTable<EffectiveDeclaration> standing(Messages messages) {
        List<EffectiveDeclaration> all = declarations.inForce().byKey().values().stream()
                .filter(one -> pageContext.sees(one.declaration().project()))
                .sorted(Comparator.comparing(
                                (EffectiveDeclaration one) -> -one.declaration().year())
                        .thenComparing(one -> one.declaration().project()))
                .toList();
        Map<String, String> years = new LinkedHashMap<>();
        all.forEach(one -> years.put(year(one), year(one)));
        return new DataTable<EffectiveDeclaration>(pageContext, "standing", messages.of("inForce"))
                .choice("year", messages.of("year"), years, DeclarationsPage::year)
                .column(
                        "year",
                        messages.of("year"),
                        one -> Cell.number(BigDecimal.valueOf(one.declaration().year()), year(one)))
                .column(
                        "name",
                        messages.of("project"),
                        one -> Cell.link(
                                        one.declaration().name(),
                                        path(
                                                one.declaration().year(),
                                                one.declaration().project()))
                                .detail(one.draft() ? messages.of("standing_draft") : ""))
                .column("version", messages.of("version"), one -> Cell.number(BigDecimal.valueOf(one.version())))
                .column(
                        "indicators",
                        messages.of("indicators"),
                        one -> Cell.number(BigDecimal.valueOf(
                                one.declaration().indicators().size())))
                .column("origin", messages.of("origin"), one -> Cell.text(messages.of(Versions.origin(one.origin()))))
                .rows(all)
                .empty(messages.of("nothingDeclared"))
                .next(messages.of("toStart"), pageContext.may(Role.REPORT) ? "/start" : "");
    }

    private static String year(EffectiveDeclaration effectiveDeclaration) {
        return String.valueOf(effectiveDeclaration.declaration().year());
    }

    private DataTable<DeclarationVersion> waiting(Messages messages) {
        List<DeclarationVersion> all = DeclarationVersion.<DeclarationVersion>list(
                        "standing in ?1 order by recordedAt desc",
                        List.of(VersionState.PROPOSED, VersionState.RETURNED, VersionState.SCHEDULED))
                .stream()
                .filter(one -> pageContext.sees(one.project))
                .toList();
        return new DataTable<DeclarationVersion>(pageContext, "waiting", messages.of("waiting"))
                .column(
                        "year",
                        messages.of("year"),
                        one -> Cell.number(BigDecimal.valueOf(one.year), String.valueOf(one.year)))
                .column(
                        "name",
                        messages.of("project"),
                        one -> Cell.link(one.name, path(one.year, one.project) + "?version=" + one.version))
                .column(
                        "standing",
                        messages.of("standing"),
                        one -> Cell.text(messages.of(
                                        proposals.reviewed()
                                                        && one.standing == VersionState.PROPOSED
                                                        && one.reviewedBy == null
                                                ? "standing_to_review"
                                                : "standing_" + one.standing.word()))
                                .detail(one.effective == null ? "" : messages.of("from", one.effective)))
                .column("author", messages.of("author"), one -> Cell.text(one.author))
                .column("reason", messages.of("reason"), one -> Cell.text(messages.of(one.because())))
                .column("at", messages.of("recorded"), one -> Cell.time(one.recordedAt, pageContext.zone()))
                .rows(all)
                .empty(messages.of("nothingWaits"));
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
            @QueryParam("against") Integer against) {
        return shown(version(year, project, Optional.ofNullable(number)), Optional.ofNullable(against), "", 200);
    }

    /** @throws Problem where there is none, or none that the one who looks may see */
    private DeclarationVersion version(int year, String project, Optional<Integer> number) {
        List<DeclarationVersion> all =
                pageContext.sees(project) ? DeclarationVersion.of(year, project) : List.<DeclarationVersion>of();
        return all.stream()
                .filter(one -> number.map(wanted -> one.version == wanted)
                        .orElse(one.standing == VersionState.IN_FORCE || one.standing == VersionState.DRAFT))
                .findFirst()
                .or(() -> number.isPresent() ? Optional.empty() : all.stream().findFirst())
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_VERSION, "no such version of '" + project + "' is recorded for " + year));
    }

    private Response shown(DeclarationVersion row, Optional<Integer> wanted, String fault, int status) {
        Messages messages = pageContext.say(DeclarationsPage.class);
        int other = wanted.orElseGet(() -> VersionDifferences.usual(row));
        Optional<DeclarationVersion> before = DeclarationVersion.of(row.year, row.project, other);
        Optional<List<Difference>> found = before.flatMap(one -> VersionDifferences.between(one, row));
        DataTable<Difference> differences = differences(messages, found.orElse(List.of()));
        DataTable<Reach.Named> reach = reach(messages, row);
        DataTable<DeclarationVersion> versions = versions(messages, row);
        boolean waits = row.standing == VersionState.PROPOSED;
        boolean draft = row.standing == VersionState.DRAFT;
        Optional<ErrorCode> hindrance = proposals.hindrance(row, pageContext.name());
        List<Fault> faults = waits ? proposals.faults(row) : List.of();
        boolean taken = declarations.inForce().byKey().containsKey(new Declarations.Key(row.year + 1, row.project));
        boolean inForce = row.standing == VersionState.IN_FORCE;
        return Response.status(status)
                .entity(new OneDeclaration(
                        pageContext.frame(
                                messages.of("oneTitle", row.name, row.year),
                                new Frame.Crumb(messages.of("title"), "/declarations")),
                        messages,
                        path(row.year, row.project),
                        row.version,
                        messages.of("standing_" + row.standing.word()),
                        facts(messages, row),
                        before.map(one -> one.version).orElse(0),
                        found.isPresent(),
                        differences.view(),
                        reach.view(),
                        faults,
                        waits || draft ? advice(messages, row) : List.of(),
                        draft,
                        (waits && faults.isEmpty() || draft) && pageContext.may(Role.ADMIN) && hindrance.isEmpty(),
                        row.open()
                                && pageContext.may(row.standing == VersionState.SCHEDULED ? Role.ADMIN : Role.REPORT),
                        new Review(
                                faults.isEmpty()
                                        && pageContext.may(Role.REPORT)
                                        && proposals.reviews(row, pageContext.name()),
                                waits
                                        && pageContext.may(Role.REPORT)
                                        && !pageContext.name().equals(row.author),
                                row.standing == VersionState.RETURNED && pageContext.may(Role.REPORT),
                                (waits || draft) && pageContext.may(Role.ADMIN)
                                        ? hindrance
                                                .map(code -> messages.of("hindrance_" + code.code()))
                                                .orElse("")
                                        : ""),
                        inForce && !taken && pageContext.may(Role.REPORT) ? row.year + 1 : 0,
                        row.text,
                        fault,
                        versions.view()))
                .build();
    }

    private List<String> advice(Messages messages, DeclarationVersion row) {
        return Versions.own(row)
                .map(own -> advisor.of(own).stream()
                        .map(one -> messages.of(one.words()))
                        .toList())
                .orElse(List.of());
    }

    private Map<String, String> facts(Messages messages, DeclarationVersion row) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(messages.of("origin"), messages.of(Versions.origin(row.origin)));
        put(facts, messages.of("author"), row.author);
        put(facts, messages.of("reason"), messages.of(row.because()));
        facts.put(
                messages.of("recorded"),
                Cell.time(row.recordedAt, pageContext.zone()).text());
        put(facts, messages.of("effective"), row.effective == null ? null : row.effective.toString());
        act(facts, messages, "approved", row.approvedBy, row.approvedAt, row.approvedBecause);
        act(facts, messages, "reviewed", row.reviewedBy, row.reviewedAt, row.reviewedBecause);
        act(facts, messages, "returned", row.returnedBy, row.returnedAt, row.returnedBecause);
        act(
                facts,
                messages,
                "withdrawn",
                row.withdrawnBy,
                row.withdrawnAt,
                row.withdrawal().map(messages::of).orElse(null));
        return facts;
    }

    /** @param by null where it was not done */
    private void act(Map<String, String> facts, Messages messages, String act, String by, Instant at, String because) {
        if (by != null) {
            String when = Cell.time(at, pageContext.zone()).text();
            facts.put(messages.of(act), messages.of("byAtBecause", by, when, because == null ? "" : because));
        }
    }

    private static void put(Map<String, String> facts, String key, String value) {
        if (value != null && !value.isBlank()) {
            facts.put(key, value);
        }
    }

    private DataTable<Difference> differences(Messages messages, List<Difference> found) {
        return new DataTable<Difference>(pageContext, "differences", messages.of("differences"))
                .column("where", messages.of("whereIn"), one -> Cell.text(one.where()))
                .column("what", messages.of("what"), one -> Cell.text(one.what()))
                .column("before", messages.of("before"), one -> Cell.text(one.before()))
                .column("after", messages.of("after"), one -> Cell.text(one.after()))
                .rows(found)
                .empty(messages.of("noDifferences"));
    }

    /** Anyone who approves sees what the service will contact and read by it. */
    private DataTable<Reach.Named> reach(Messages messages, DeclarationVersion row) {
        return new DataTable<Reach.Named>(pageContext, "reach", messages.of("reach"))
                .column("kind", messages.of("kind"), one -> Cell.text(messages.of(one.secret() ? "secret" : "host")))
                .column("named", messages.of("named"), one -> Cell.text(one.name()))
                .column(
                        "change",
                        messages.of("change"),
                        one -> Cell.text(
                                messages.of("change_" + one.change().name().toLowerCase(Locale.ROOT))))
                .rows(VersionDifferences.reach(row).orElse(List.of()))
                .empty(messages.of("reachesNothing"));
    }

    private DataTable<DeclarationVersion> versions(Messages messages, DeclarationVersion shown) {
        return new DataTable<DeclarationVersion>(pageContext, "versions", messages.of("versions"))
                .column(
                        "version",
                        messages.of("version"),
                        one -> Cell.link(
                                        messages.of("numbered", one.version),
                                        path(one.year, one.project) + "?version=" + one.version)
                                .detail(one.version == shown.version ? messages.of("thisOne") : ""))
                .column(
                        "standing",
                        messages.of("standing"),
                        one -> Cell.text(messages.of("standing_" + one.standing.word())))
                .column("author", messages.of("author"), one -> Cell.text(one.author))
                .column("reason", messages.of("reason"), one -> Cell.text(messages.of(one.because())))
                .column("at", messages.of("recorded"), one -> Cell.time(one.recordedAt, pageContext.zone()))
                .column(
                        "effective",
                        messages.of("effective"),
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
            @RestForm String effective) {
        Messages messages = pageContext.say(DeclarationsPage.class);
        DeclarationVersion row = version(year, project, Optional.of(number));
        if (FieldText.blank(reason)) {
            return shown(row, Optional.empty(), messages.of("needsReason"), 400);
        }
        if (row.standing == VersionState.DRAFT) {
            return proposals.approve(year, project, pageContext.name(), reason.strip())
                    ? done(messages.of("approvedWords"), path(year, project))
                    : shown(row, Optional.empty(), messages.of("waitsNot"), 409);
        }
        Optional<LocalDate> day = FieldText.day(effective);
        if (day.isEmpty() && !FieldText.blank(effective)) {
            return shown(row, Optional.empty(), messages.of("noDate"), 400);
        }
        ownFile(row);
        if (!proposals.faults(row).isEmpty()) {
            return shown(row, Optional.empty(), messages.of("hasFaults"), 422);
        }
        return proposals
                .approve(row, day, pageContext.name(), reason.strip())
                .map(version -> done(messages.of("approvedWords"), path(year, project) + "?version=" + number))
                .orElseGet(() -> shown(row, Optional.empty(), messages.of("waitsNot"), 409));
    }

    /** What a file declares goes before what is stored, which could not come into force. */
    private void ownFile(DeclarationVersion row) {
        declarations.file(new Declarations.Key(row.year, row.project)).ifPresent(file -> {
            throw new Problem(
                    ErrorCode.DECLARED_BY_A_FILE,
                    "the file " + file + " declares '" + row.project + "' for " + row.year
                            + " and goes before what is stored; change the file, or remove it first");
        });
    }

    /** A step of a review; refused where the version waits for no such step. */
    private Response step(
            DeclarationVersion row, String reason, String words, Supplier<Optional<DeclarationVersion>> step) {
        Messages messages = pageContext.say(DeclarationsPage.class);
        if (FieldText.blank(reason)) {
            return shown(row, Optional.empty(), messages.of("needsReason"), 400);
        }
        return step.get()
                .map(version -> done(messages.of(words), path(row.year, row.project) + "?version=" + row.version))
                .orElseGet(() -> shown(row, Optional.empty(), messages.of("waitsNot"), 409));
    }

    @POST
    @Path("{year}/{project}/versions/{version}/review")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response review(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int number,
            @RestForm String reason) {
        DeclarationVersion row = version(year, project, Optional.of(number));
        if (!proposals.faults(row).isEmpty()) {
            return shown(
                    row,
                    Optional.empty(),
                    pageContext.say(DeclarationsPage.class).of("hasFaults"),
                    422);
        }
        return step(row, reason, "reviewedWords", () -> proposals.review(row, pageContext.name(), reason.strip()));
    }

    @POST
    @Path("{year}/{project}/versions/{version}/return")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response giveBack(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int number,
            @RestForm String reason) {
        DeclarationVersion row = version(year, project, Optional.of(number));
        return step(row, reason, "returnedWords", () -> proposals.giveBack(row, pageContext.name(), reason.strip()));
    }

    @POST
    @Path("{year}/{project}/versions/{version}/resubmit")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response handIn(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int number,
            @RestForm String reason) {
        DeclarationVersion row = version(year, project, Optional.of(number));
        return step(row, reason, "handedInWords", () -> proposals.handIn(row, pageContext.name(), reason.strip()));
    }

    @POST
    @Path("{year}/{project}/versions/{version}/withdraw")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response withdraw(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("version") int number,
            @RestForm String reason) {
        DeclarationVersion row = version(year, project, Optional.of(number));
        if (row.standing == VersionState.SCHEDULED && !pageContext.may(Role.ADMIN)) {
            throw new ForbiddenException("an administrator takes back what is approved");
        }
        return step(row, reason, "withdrawnWords", () -> proposals.withdraw(row, pageContext.name(), reason.strip()));
    }

    @POST
    @Path("{year}/{project}/carry")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response carry(@PathParam("year") int year, @PathParam("project") String project, @RestForm String reason) {
        Messages messages = pageContext.say(DeclarationsPage.class);
        DeclarationVersion row = version(year, project, Optional.empty());
        EffectiveDeclaration from = declarations.inForce().byKey().get(new Declarations.Key(year, project));
        if (FieldText.blank(reason)) {
            return shown(row, Optional.empty(), messages.of("needsReason"), 400);
        }
        return Optional.ofNullable(from)
                .flatMap(effectiveDeclaration ->
                        proposals.carryForward(effectiveDeclaration, year + 1, pageContext.name(), reason.strip()))
                .map(draft -> done(messages.of("carriedWords", year + 1), path(year + 1, project)))
                .orElseGet(() -> shown(row, Optional.empty(), messages.of("declaredAlready"), 409));
    }

    private Response done(String words, String path) {
        pageContext.requiredSession();
        return pageContext.done(words, path);
    }
}
