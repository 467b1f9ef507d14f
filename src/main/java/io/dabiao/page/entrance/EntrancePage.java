package io.dabiao.page.entrance;

import io.dabiao.access.ClientAddress;
import io.dabiao.access.FailedTries;
import io.dabiao.access.FirstToken;
import io.dabiao.access.Role;
import io.dabiao.access.SessionCookie;
import io.dabiao.access.Tokens;
import io.dabiao.access.TooManyTries;
import io.dabiao.access.openid.OpenId;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.SecondFactors;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
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
            Frame frame,
            Messages say,
            String to,
            String encoded,
            String name,
            String fault,
            boolean first,
            boolean openId)
            implements TemplateInstance {}

    /** @param fault what is wrong; empty for nothing */
    @CheckedTemplate(basePath = "entrance", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Code(Frame frame, Messages say, String fault) implements TemplateInstance {}

    private final People people;
    private final Sessions sessions;
    private final Tokens tokens;
    private final OpenId openId;
    private final PageContext pageContext;
    private final HttpServerRequest request;
    private final ClientAddress addresses;
    private final FailedTries tries;
    private final SecondFactors factors;
    private final FirstToken firstToken;

    EntrancePage(
            People people,
            Sessions sessions,
            Tokens tokens,
            OpenId openId,
            PageContext pageContext,
            HttpServerRequest request,
            ClientAddress addresses,
            FailedTries tries,
            SecondFactors factors,
            FirstToken firstToken) {
        this.people = people;
        this.sessions = sessions;
        this.tokens = tokens;
        this.openId = openId;
        this.pageContext = pageContext;
        this.request = request;
        this.addresses = addresses;
        this.tries = tries;
        this.factors = factors;
        this.firstToken = firstToken;
    }

    @GET
    @Path("sign-in")
    public Response page(@QueryParam("to") String to, @QueryParam("openid") String failed) {
        Messages messages = pageContext.say(EntrancePage.class);
        String fault = failed != null && messages.has("openid_" + failed) ? messages.of("openid_" + failed) : "";
        return pageContext.session().isPresent()
                ? Redirect.to(Paths.own(to))
                : Response.ok(form(to, "", fault)).build();
    }

    private SignIn form(String to, String name, String fault) {
        boolean first = people.wantsFirst();
        Messages messages = pageContext.say(EntrancePage.class);
        return new SignIn(
                pageContext.frame(messages.of(first ? "firstTitle" : "title")),
                messages,
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
        Messages messages = pageContext.say(EntrancePage.class);
        String address = addresses.of(request);
        Optional<Duration> wait = tries.take(FailedTries.Entrance.SIGN_IN, address);
        if (wait.isPresent()) {
            tries.failed(FailedTries.Entrance.SIGN_IN, address, FieldText.asTyped(name), true);
            return putOff(
                    wait.get(),
                    form(to, FieldText.asTyped(name), messages.of("tooMany", TooManyTries.seconds(wait.get()))));
        }
        People.SignInResult signInResult = people.signIn(FieldText.asTyped(name), FieldText.asTyped(password));
        if (signInResult instanceof People.SignInResult.Halfway halfway) {
            tries.giveBack(FailedTries.Entrance.SIGN_IN, address);
            String secret = factors.halfway(halfway.person(), Paths.own(to));
            return Redirect.builder("/sign-in/code")
                    .cookie(SessionCookie.halfway(secret, request.scheme()))
                    .build();
        }
        if (signInResult instanceof People.SignInResult.Welcome welcome) {
            tries.giveBack(FailedTries.Entrance.SIGN_IN, address);
            return begun(welcome.person(), Paths.own(to));
        }
        tries.failed(
                FailedTries.Entrance.SIGN_IN,
                address,
                FieldText.asTyped(name),
                signInResult instanceof People.SignInResult.Locked);
        if (signInResult instanceof People.SignInResult.Locked locked) {
            Duration lock = Duration.between(pageContext.now(), locked.until());
            return putOff(lock, form(to, FieldText.asTyped(name), messages.of("locked", TooManyTries.seconds(lock))));
        }
        return refused(401, form(to, FieldText.asTyped(name), messages.of("wrong")));
    }

    private static Response putOff(Duration wait, TemplateInstance page) {
        return Response.status(429)
                .header(HttpHeaders.RETRY_AFTER, TooManyTries.seconds(wait))
                .entity(page)
                .build();
    }

    /** Who has seen the administrator's token makes the first account; once there is one, there is nothing here. */
    @POST
    @Path("sign-in/first")
    public Response first(
            @RestForm String token, @RestForm String name, @RestForm String password, @RestForm String again) {
        if (!people.wantsFirst()) {
            throw new NotFoundException();
        }
        Messages messages = pageContext.say(EntrancePage.class);
        String address = addresses.of(request);
        Optional<Duration> wait = tries.take(FailedTries.Entrance.FIRST_ACCOUNT, address);
        if (wait.isPresent()) {
            tries.failed(FailedTries.Entrance.FIRST_ACCOUNT, address, "", true);
            return putOff(
                    wait.get(),
                    form("/", FieldText.asTyped(name), messages.of("tooMany", TooManyTries.seconds(wait.get()))));
        }
        boolean administrator = tokens.grant(FieldText.asTyped(token).strip())
                .filter(grant -> grant.roles().contains(Role.ADMIN))
                .isPresent();
        if (!administrator) {
            tries.failed(FailedTries.Entrance.FIRST_ACCOUNT, address, "", false);
            return refused(401, form("/", FieldText.asTyped(name), messages.of("tokenWrong")));
        }
        tries.giveBack(FailedTries.Entrance.FIRST_ACCOUNT, address);
        if (!FieldText.asTyped(password).equals(FieldText.asTyped(again))) {
            return refused(400, form("/", FieldText.asTyped(name), messages.of("passwordsDiffer")));
        }
        try {
            Person made = people.first(
                    FieldText.asTyped(name),
                    FieldText.asTyped(password),
                    FieldText.asTyped(name).strip());
            firstToken.forgetWhenUsed();
            return begun(made, "/start");
        } catch (People.Refused refused) {
            return refused(400, form("/", FieldText.asTyped(name), messages.of(refused)));
        }
    }

    @GET
    @Path("sign-in/code")
    public Response codePage() {
        return factors.isHalfway(halfway()) ? Response.ok(codeForm("")).build() : fromTheBeginning();
    }

    /** The second step, where there is a second factor. */
    @POST
    @Path("sign-in/code")
    public Response code(@RestForm String code) {
        Messages messages = pageContext.say(EntrancePage.class);
        String address = addresses.of(request);
        Optional<Duration> wait = tries.take(FailedTries.Entrance.SECOND_FACTOR, address);
        if (wait.isPresent()) {
            tries.failed(FailedTries.Entrance.SECOND_FACTOR, address, "", true);
            return putOff(wait.get(), codeForm(messages.of("tooMany", TooManyTries.seconds(wait.get()))));
        }
        SecondFactors.CodeCheck codeCheck = factors.finish(halfway(), FieldText.asTyped(code));
        if (codeCheck instanceof SecondFactors.CodeCheck.Right right) {
            tries.giveBack(FailedTries.Entrance.SECOND_FACTOR, address);
            return begun(right.person(), right.leadsTo());
        }
        tries.failed(
                FailedTries.Entrance.SECOND_FACTOR, address, "", codeCheck instanceof SecondFactors.CodeCheck.Locked);
        if (codeCheck instanceof SecondFactors.CodeCheck.Over) {
            return fromTheBeginning();
        }
        if (codeCheck instanceof SecondFactors.CodeCheck.Locked locked) {
            Duration lock = Duration.between(pageContext.now(), locked.until());
            return putOff(lock, codeForm(messages.of("locked", TooManyTries.seconds(lock))));
        }
        return refused(401, codeForm(messages.of("fault_code_wrong")));
    }

    private String halfway() {
        return Optional.ofNullable(request.getCookie(SessionCookie.halfwayName(request.scheme())))
                .map(Cookie::getValue)
                .orElse("");
    }

    private Code codeForm(String fault) {
        Messages messages = pageContext.say(EntrancePage.class);
        return new Code(pageContext.frame(messages.of("codeTitle")), messages, fault);
    }

    private Response fromTheBeginning() {
        return Redirect.builder("/sign-in")
                .cookie(SessionCookie.halfway("", request.scheme()))
                .build();
    }

    /** A new secret at each sign-in: one that somebody planted before is worth nothing. */
    private Response begun(Person person, String to) {
        Optional<String> former = Optional.ofNullable(request.getCookie(SessionCookie.name(request.scheme())))
                .map(Cookie::getValue);
        String secret = sessions.begin(
                person,
                former,
                Optional.ofNullable(request.getHeader("User-Agent")).orElse(""));
        Response.ResponseBuilder answer = Redirect.builder(to).cookie(SessionCookie.keeping(secret, request.scheme()));
        return (halfway().isEmpty() ? answer : answer.cookie(SessionCookie.halfway("", request.scheme()))).build();
    }

    @POST
    @Path("sign-out")
    public Response signOut(@RestForm String everywhere) {
        Optional<Session> session = pageContext.session();
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
}
