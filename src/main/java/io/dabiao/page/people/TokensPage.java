package io.dabiao.page.people;

import io.dabiao.access.AccessToken;
import io.dabiao.access.Role;
import io.dabiao.access.Tokens;
import io.dabiao.access.person.Session;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Faults;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** The tokens of systems that send or read: made here, shown once, revoked here. */
@Path("/tokens")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class TokensPage {

    private static final List<String> ROLES = List.of(Role.INGEST, Role.VIEW, Role.REPORT, Role.ADMIN);

    /** What is typed to make a token; kept where something is wrong with it. */
    public record Typed(
            String name, Set<String> roles, String sources, String types, Set<String> projects, String until) {

        static final Typed NOTHING = new Typed("", Set.of(Role.INGEST), "", "", Set.of(), "");
    }

    /** @param secret of a token that was made just now; empty else */
    @CheckedTemplate(basePath = "people", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllTokens(
            Frame frame,
            Messages say,
            DataTable.View tokens,
            List<PeoplePage.Tick> roles,
            List<PeoplePage.Tick> projects,
            Typed typed,
            Faults faults,
            String secret)
            implements TemplateInstance {}

    private final Tokens tokens;
    private final Declarations declarations;
    private final PageContext pageContext;

    TokensPage(Tokens tokens, Declarations declarations, PageContext pageContext) {
        this.tokens = tokens;
        this.declarations = declarations;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        return page(Typed.NOTHING, Faults.NONE, "");
    }

    private AllTokens page(Typed typed, Faults faults, String secret) {
        Messages messages = pageContext.say(TokensPage.class);
        return new AllTokens(
                pageContext.frame(messages.of("tokens")),
                messages,
                listing().view(),
                ROLES.stream()
                        .map(role -> new PeoplePage.Tick(
                                role,
                                messages.of("role_" + role),
                                messages.of("may_" + role),
                                typed.roles().contains(role)))
                        .toList(),
                projects().entrySet().stream()
                        .map(one -> new PeoplePage.Tick(
                                one.getKey(),
                                one.getValue(),
                                "",
                                typed.projects().contains(one.getKey())))
                        .toList(),
                typed,
                faults,
                secret);
    }

    /** By id, as the newest year calls them. */
    private Map<String, String> projects() {
        Map<String, String> names = new TreeMap<>();
        for (int year : declarations.inForce().years()) {
            declarations
                    .inForce()
                    .year(year)
                    .forEach(effectiveDeclaration -> names.put(
                            effectiveDeclaration.declaration().project(),
                            effectiveDeclaration.declaration().name()));
        }
        return names;
    }

    private DataTable<AccessToken> listing() {
        Messages messages = pageContext.say(TokensPage.class);
        Map<String, String> states = Map.of("inForce", messages.of("inForce"), "over", messages.of("over"));
        return new DataTable<AccessToken>(pageContext, "tokens", messages.of("tokens"))
                .choice("state", messages.of("state"), states, one -> over(one) ? "over" : "inForce")
                .column(
                        "name",
                        messages.of("tokenName"),
                        one -> Cell.text(one.name()).detail(state(messages, one)))
                .column(
                        "roles",
                        messages.of("roles"),
                        one -> Cell.text(one.roles().stream()
                                .map(role -> messages.of("role_" + role))
                                .collect(Collectors.joining("、"))))
                .column("sources", messages.of("sources"), one -> Cell.text(String.join("\n", one.sources())))
                .column("types", messages.of("types"), one -> Cell.text(String.join("\n", one.types())))
                .column("projects", messages.of("tokenProjects"), one -> Cell.text(String.join("\n", one.projects())))
                .column(
                        "made",
                        messages.of("made"),
                        one -> Cell.time(one.createdAt(), pageContext.zone()).detail(one.createdBy()))
                .column(
                        "until",
                        messages.of("until"),
                        one -> Cell.time(one.expiresAt().orElse(null), pageContext.zone()))
                .column(
                        "act",
                        messages.of("actions"),
                        one -> over(one)
                                ? Cell.text("")
                                : Cell.buttons(new Cell.Button(
                                        messages.of("revoke"), "/tokens/" + one.id() + "/revoke", Map.of())))
                .rows(newestFirst())
                .empty(messages.of("noTokens"));
    }

    private List<AccessToken> newestFirst() {
        return tokens.all().stream()
                .sorted(Comparator.comparing(
                                (AccessToken one) -> one.revokedAt().isPresent())
                        .thenComparing(AccessToken::id, Comparator.reverseOrder()))
                .toList();
    }

    private boolean over(AccessToken token) {
        return token.over(pageContext.now());
    }

    private String state(Messages messages, AccessToken token) {
        return token.revokedBy()
                .map(by -> messages.of("revokedBy", by))
                .orElseGet(() -> over(token) ? messages.of("expired") : "");
    }

    @POST
    public Response create(
            @RestForm String name,
            @RestForm List<String> roles,
            @RestForm String sources,
            @RestForm String types,
            @RestForm List<String> projects,
            @RestForm String until) {
        Messages messages = pageContext.say(TokensPage.class);
        Typed typed = new Typed(
                FieldText.stripped(name),
                roles == null ? Set.of() : new TreeSet<>(roles),
                FieldText.asTyped(sources),
                FieldText.asTyped(types),
                projects == null ? Set.of() : new TreeSet<>(projects),
                FieldText.stripped(until));
        Optional<Instant> expires = FieldText.day(typed.until())
                .map(day -> day.plusDays(1).atStartOfDay(pageContext.zone()).toInstant());
        if (expires.isEmpty() && !typed.until().isEmpty()) {
            return refused(typed, Faults.at("until", messages.of("noDate")));
        }
        Tokens.Wanted wanted = new Tokens.Wanted(
                typed.name(), typed.roles(), lines(typed.sources()), lines(typed.types()), typed.projects(), expires);
        Optional<Tokens.Fault> fault = tokens.fault(wanted);
        if (fault.isPresent()) {
            return refused(typed, Faults.at(field(fault.get()), messages.of(words(fault.get()))));
        }
        if (!projects().keySet().containsAll(typed.projects())) {
            return refused(typed, Faults.at("projects", messages.of("tokenNoSuchProject")));
        }
        Tokens.Made made = tokens.create(wanted, pageContext.name());
        // Shown in this very answer: a secret that is kept for a redirect would be kept somewhere.
        return Response.status(201)
                .entity(page(Typed.NOTHING, Faults.NONE, made.bearer()))
                .build();
    }

    private static String field(Tokens.Fault fault) {
        return switch (fault) {
            case NO_NAME -> "name";
            case NO_SUCH_ROLE -> "roles";
            case PAST, TOO_FAR -> "until";
            case NO_LIMIT_FOR_ROLE -> "projects";
            case TOO_LONG -> "types";
        };
    }

    private static String words(Tokens.Fault fault) {
        return switch (fault) {
            case NO_NAME -> "tokenNeedsName";
            case NO_SUCH_ROLE -> "tokenNeedsRole";
            case PAST -> "pastDate";
            case TOO_FAR -> "farDate";
            case NO_LIMIT_FOR_ROLE -> "tokenNoLimit";
            case TOO_LONG -> "tokenLimitTooLong";
        };
    }

    private Response refused(Typed typed, Faults faults) {
        return Response.status(400).entity(page(typed, faults, "")).build();
    }

    @POST
    @Path("{id}/revoke")
    public Response revoke(@PathParam("id") long id, @RestForm String csrf) {
        Session session = pageContext.requiredSession();
        if (!tokens.revoke(id, pageContext.name())) {
            throw new Problem(ErrorCode.NO_SUCH_TOKEN, "no token in force has the id " + id);
        }
        return pageContext.done(pageContext.say(TokensPage.class).of("revokedWords"), "/tokens");
    }

    private static Set<String> lines(String given) {
        return given.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.toSet());
    }
}
