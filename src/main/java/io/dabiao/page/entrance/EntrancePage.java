package io.dabiao.page.entrance;

import io.dabiao.access.Role;
import io.dabiao.access.SessionCookie;
import io.dabiao.access.Tokens;
import io.dabiao.access.openid.OpenId;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** Signing in, and the first account. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class EntrancePage {

    /**
     * @param to where to go then
     * @param encoded the same, to stand in a path
     * @param name as typed before
     * @param fault what is wrong; empty for nothing
     * @param first whether the first account is to be made
     * @param openId whether people may sign in with the institution's provider
     */
    @CheckedTemplate(basePath = "entrance", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record SignIn(
            Frame frame, Say say, String to, String encoded, String name, String fault, boolean first, boolean openId)
            implements TemplateInstance {}

    private final People people;
    private final Sessions sessions;
    private final Tokens tokens;
    private final OpenId openId;
    private final Visit visit;
    private final Frames frames;
    private final HttpServerRequest request;

    EntrancePage(
            People people,
            Sessions sessions,
            Tokens tokens,
            OpenId openId,
            Visit visit,
            Frames frames,
            HttpServerRequest request) {
        this.people = people;
        this.sessions = sessions;
        this.tokens = tokens;
        this.openId = openId;
        this.visit = visit;
        this.frames = frames;
        this.request = request;
    }

    @GET
    @Path("sign-in")
    public Response page(@QueryParam("to") String to, @QueryParam("openid") String failed) {
        Say say = visit.say(EntrancePage.class);
        String fault = failed != null && say.has("openid_" + failed) ? say.of("openid_" + failed) : "";
        return visit.session().isPresent()
                ? Redirect.to(Paths.own(to))
                : Response.ok(form(to, "", fault)).build();
    }

    private SignIn form(String to, String name, String fault) {
        boolean first = people.wantsFirst();
        Say say = visit.say(EntrancePage.class);
        return new SignIn(
                frames.of(visit, say.of(first ? "firstTitle" : "title")),
                say,
                Paths.own(to),
                Paths.encoded(Paths.own(to)),
                name,
                fault,
                first,
                openId.configured());
    }

    @POST
    @Path("sign-in")
    public Response signIn(@RestForm String name, @RestForm String password, @RestForm String to) {
        Say say = visit.say(EntrancePage.class);
        People.Outcome outcome = people.signIn(given(name), given(password));
        if (outcome instanceof People.Outcome.Welcome welcome) {
            return begun(welcome.person(), Paths.own(to));
        }
        String fault =
                outcome instanceof People.Outcome.Locked locked ? say.of("locked", seconds(locked)) : say.of("wrong");
        int status = outcome instanceof People.Outcome.Locked ? 429 : 401;
        return refused(status, form(to, given(name), fault));
    }

    private long seconds(People.Outcome.Locked locked) {
        return Math.max(1, Duration.between(visit.now(), locked.until()).toSeconds());
    }

    /** Whoever has seen the administrator's token makes the first account. */
    @POST
    @Path("sign-in/first")
    public Response first(
            @RestForm String token, @RestForm String name, @RestForm String password, @RestForm String again) {
        Say say = visit.say(EntrancePage.class);
        boolean administrator = tokens.grant(given(token).strip())
                .filter(grant -> grant.roles().contains(Role.ADMIN))
                .isPresent();
        if (!administrator) {
            return refused(401, form("/", given(name), say.of("tokenWrong")));
        }
        if (!given(password).equals(given(again))) {
            return refused(400, form("/", given(name), say.of("passwordsDiffer")));
        }
        try {
            return begun(people.first(given(name), given(password), given(name).strip()), "/start");
        } catch (People.Refused refused) {
            return refused(400, form("/", given(name), say.of(refused)));
        }
    }

    /** A new secret at each sign-in: one that somebody planted before is worth nothing. */
    private Response begun(Person person, String to) {
        Optional<String> former = Optional.ofNullable(request.getCookie(SessionCookie.name(request.scheme())))
                .map(Cookie::getValue);
        String secret = sessions.begin(
                person,
                former,
                Optional.ofNullable(request.getHeader("User-Agent")).orElse(""));
        return Redirect.builder(to)
                .cookie(SessionCookie.keeping(secret, request.scheme()))
                .build();
    }

    @POST
    @Path("sign-out")
    public Response signOut(@RestForm String everywhere) {
        Optional<Session> session = visit.session();
        session.ifPresent(sessions::end);
        if (everywhere != null) {
            session.ifPresent(one -> sessions.endAll(one.personId(), one.shown()));
        }
        return Redirect.builder("/sign-in")
                .cookie(SessionCookie.forgetting(request.scheme()))
                .build();
    }

    private static Response refused(int status, TemplateInstance page) {
        return Response.status(status).entity(page).build();
    }

    private static String given(String text) {
        return text == null ? "" : text;
    }
}
