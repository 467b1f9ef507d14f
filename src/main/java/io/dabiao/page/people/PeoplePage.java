package io.dabiao.page.people;

import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.SecondFactors;
import io.dabiao.access.person.Session;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Redirect;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** The accounts of people: who has one, what he may do, and of which projects. */
@Path("/people")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class PeoplePage {

    /** In the order in which they are offered: from what harms least to what may do all. */
    private static final List<String> ROLES = List.of(Role.VIEW, Role.OWNER, Role.REPORT, Role.INGEST, Role.ADMIN);

    /** Something that can be ticked. */
    public record Tick(String value, String words, String hint, boolean on) {}

    /** @param typed what was typed before a fault */
    @CheckedTemplate(basePath = "people", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Accounts(
            Frame frame,
            Messages say,
            DataTable.View people,
            List<Tick> roles,
            List<Tick> projects,
            String typed,
            String owners,
            String fault)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "people", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Account(
            Frame frame,
            Messages say,
            long id,
            boolean local,
            boolean factorOn,
            boolean ended,
            List<Tick> roles,
            List<Tick> projects,
            String owners,
            String fault)
            implements TemplateInstance {}

    private final People people;
    private final SecondFactors factors;
    private final Declarations declarations;
    private final PageContext pageContext;

    PeoplePage(People people, SecondFactors factors, Declarations declarations, PageContext pageContext) {
        this.people = people;
        this.factors = factors;
        this.declarations = declarations;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance all() {
        return accounts(Set.of(Role.VIEW), Set.of(), "", "", "");
    }

    private Accounts accounts(Set<String> roles, Set<String> projects, String typed, String owners, String fault) {
        Messages messages = pageContext.say(PeoplePage.class);
        return new Accounts(
                pageContext.frame(messages.of("title")),
                messages,
                listing().view(),
                roles(messages, roles),
                projects(projects),
                typed,
                owners,
                fault);
    }

    private DataTable<Person> listing() {
        Messages messages = pageContext.say(PeoplePage.class);
        Map<String, String> names = projects();
        return new DataTable<Person>(pageContext, "people", messages.of("accounts"))
                .column(
                        "name",
                        messages.of("name"),
                        one -> Cell.link(one.shown(), "/people/" + one.id())
                                .detail(one.endedBy()
                                        .map(by -> messages.of("endedBy", by))
                                        .orElse("")))
                .column(
                        "roles",
                        messages.of("roles"),
                        one -> Cell.text(one.roles().stream()
                                .map(role -> messages.of("role_" + role))
                                .collect(Collectors.joining("、"))))
                .column(
                        "projects",
                        messages.of("projects"),
                        one -> Cell.text(one.projects().stream()
                                .map(project -> names.getOrDefault(project, project))
                                .collect(Collectors.joining("、"))))
                .column("owners", messages.of("ownerNames"), one -> Cell.text(String.join("、", one.ownerNames())))
                .column(
                        "where",
                        messages.of("where"),
                        one -> Cell.text(one.issuer().orElse(messages.of("here"))))
                .column(
                        "seen",
                        messages.of("seen"),
                        one -> Cell.time(one.visitedAt().orElse(null), pageContext.zone()))
                .column(
                        "made",
                        messages.of("made"),
                        one -> Cell.time(one.createdAt(), pageContext.zone()).detail(one.createdBy()))
                .rows(people.all())
                .empty(messages.of("nobody"));
    }

    private static List<Tick> roles(Messages messages, Set<String> on) {
        return ROLES.stream()
                .map(role -> new Tick(role, messages.of("role_" + role), messages.of("may_" + role), on.contains(role)))
                .toList();
    }

    private List<Tick> projects(Set<String> on) {
        return projects().entrySet().stream()
                .map(one -> new Tick(one.getKey(), one.getValue(), "", on.contains(one.getKey())))
                .toList();
    }

    /** Of all years by id, under the newest name of each. */
    private Map<String, String> projects() {
        Map<String, EffectiveDeclaration> newest = new TreeMap<>();
        for (EffectiveDeclaration effectiveDeclaration :
                declarations.inForce().byKey().values()) {
            newest.merge(
                    effectiveDeclaration.declaration().project(),
                    effectiveDeclaration,
                    (one, other) ->
                            one.declaration().year() > other.declaration().year() ? one : other);
        }
        Map<String, String> names = new TreeMap<>();
        newest.forEach((id, effectiveDeclaration) ->
                names.put(id, effectiveDeclaration.declaration().name()));
        return names;
    }

    @POST
    public Response create(
            @RestForm String name,
            @RestForm String password,
            @RestForm List<String> roles,
            @RestForm List<String> projects,
            @RestForm String owners) {
        Messages messages = pageContext.say(PeoplePage.class);
        try {
            Person made = people.create(
                    FieldText.asTyped(name),
                    FieldText.asTyped(password),
                    set(roles),
                    set(projects),
                    names(owners),
                    pageContext.name());
            return pageContext.done(messages.of("createdWords", made.shown()), "/people/" + made.id());
        } catch (People.Refused refused) {
            return Response.status(400)
                    .entity(accounts(
                            set(roles),
                            set(projects),
                            FieldText.asTyped(name),
                            FieldText.asTyped(owners),
                            messages.of(refused)))
                    .build();
        }
    }

    @GET
    @Path("{id}")
    public TemplateInstance one(@PathParam("id") long id) {
        Person person = person(id);
        return account(
                person,
                Set.copyOf(person.roles()),
                Set.copyOf(person.projects()),
                String.join("\n", person.ownerNames()),
                "");
    }

    private Account account(Person person, Set<String> roles, Set<String> projects, String owners, String fault) {
        Messages messages = pageContext.say(PeoplePage.class);
        return new Account(
                pageContext.frame(person.shown(), new Frame.Crumb(messages.of("title"), "/people")),
                messages,
                person.id(),
                person.local(),
                factors.state(person.id()).on(),
                person.endedAt().isPresent(),
                roles(messages, roles),
                projects(projects),
                owners,
                fault);
    }

    @POST
    @Path("{id}/permissions")
    public Response permit(
            @PathParam("id") long id,
            @RestForm List<String> roles,
            @RestForm List<String> projects,
            @RestForm String owners) {
        Person person = person(id);
        try {
            people.permit(id, set(roles), set(projects), names(owners), session());
        } catch (People.Refused refused) {
            return refused(account(person, set(roles), set(projects), FieldText.asTyped(owners), words(refused)));
        }
        return done(id, "changed");
    }

    @POST
    @Path("{id}/password")
    public Response password(@PathParam("id") long id, @RestForm String password) {
        Person person = person(id);
        try {
            people.resetPassword(id, FieldText.asTyped(password), pageContext.name());
        } catch (People.Refused refused) {
            return refused(account(
                    person,
                    Set.copyOf(person.roles()),
                    Set.copyOf(person.projects()),
                    String.join("\n", person.ownerNames()),
                    words(refused)));
        }
        return done(id, "passwordReset");
    }

    @POST
    @Path("{id}/second-factor")
    public Response resetSecondFactor(@PathParam("id") long id, @RestForm String csrf) {
        Person person = person(id);
        boolean own = person.id() == session().personId();
        factors.reset(id, pageContext.name());
        return own ? Redirect.to("/sign-in") : done(id, "secondFactorReset");
    }

    @POST
    @Path("{id}/end")
    public Response end(@PathParam("id") long id, @RestForm String csrf) {
        Person person = person(id);
        try {
            people.end(id, pageContext.name());
        } catch (People.Refused refused) {
            return refused(account(
                    person,
                    Set.copyOf(person.roles()),
                    Set.copyOf(person.projects()),
                    String.join("\n", person.ownerNames()),
                    words(refused)));
        }
        return done(id, "ended");
    }

    private Response done(long id, String said) {
        return pageContext.done(pageContext.say(PeoplePage.class).of(said), "/people/" + id);
    }

    private static Response refused(Account account) {
        return Response.status(400).entity(account).build();
    }

    private String words(People.Refused refused) {
        return pageContext.say(PeoplePage.class).of(refused);
    }

    private Person person(long id) {
        return people.find(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_ACCOUNT, "no person has the number " + id));
    }

    private Session session() {
        return pageContext.requiredSession();
    }

    private static Set<String> set(List<String> given) {
        return given == null ? Set.of() : new TreeSet<>(given);
    }

    /** One a line. */
    private static Set<String> names(String given) {
        return FieldText.asTyped(given)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toSet());
    }
}
