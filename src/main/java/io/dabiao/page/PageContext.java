package io.dabiao.page;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.access.Sender;
import io.dabiao.access.person.Session;
import io.dabiao.core.text.Language;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Who looks at a page, in which language and in which light. */
@RequestScoped
public class PageContext {

    static final String LANGUAGE = "lang";
    static final String LIGHT = "theme";

    private static final Set<String> LIGHTS = Set.of("light", "dark");

    private final Caller caller;
    private final HttpServerRequest request;
    private final Clock clock;

    PageContext(Caller caller, HttpServerRequest request, Clock clock) {
        this.caller = caller;
        this.request = request;
        this.clock = clock;
    }

    /** As asked for by {@code ?lang=}, else as chosen before, else the browser's first that there is; Chinese otherwise. */
    public Language language() {
        return Optional.ofNullable(request.getParam(LANGUAGE))
                .flatMap(Language::ofWord)
                .or(() -> cookie(LANGUAGE).flatMap(Language::ofWord))
                .or(this::accepted)
                .orElse(Language.ZH);
    }

    private Optional<Language> accepted() {
        return Arrays.stream(Optional.ofNullable(request.getHeader("Accept-Language"))
                        .orElse("")
                        .split(","))
                .map(one -> Language.ofWord(one.strip()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** {@code light} or {@code dark}; empty where the system's own choice holds. */
    String light() {
        return Optional.ofNullable(request.getParam(LIGHT))
                .or(() -> cookie(LIGHT))
                .filter(LIGHTS::contains)
                .orElse("");
    }

    private Optional<String> cookie(String name) {
        return Optional.ofNullable(request.getCookie(name)).map(Cookie::getValue);
    }

    /** For the record. */
    public String name() {
        return caller.name();
    }

    /** Whether it is known who looks. */
    public boolean signedIn() {
        return caller.signedIn();
    }

    /** Empty for who looks without having signed in, where reading is open. */
    public Optional<Session> session() {
        return caller.session();
    }

    /**
     * Whose session it is, where only a person will do.
     *
     * @throws UnauthorizedException where no person has signed in: a token, or a person who reads because reading is open
     */
    public Session requiredSession() {
        return session().orElseThrow(() -> new UnauthorizedException("a person has to sign in first"));
    }

    /** Whether the role, or an administrator's, is there. */
    public boolean may(String role) {
        Set<String> roles = caller.roles();
        return roles.contains(role) || roles.contains(Role.ADMIN);
    }

    boolean mayOneOf(Set<String> roles) {
        return roles.stream().anyMatch(this::may);
    }

    /** @param project its id */
    public boolean sees(String project) {
        return caller.projects().map(own -> own.contains(project)).orElse(true);
    }

    /** Whether he may know of some projects only, and so of no event but those behind their figures. */
    public boolean limited() {
        return caller.projects().isPresent();
    }

    /** What the person may send. */
    public Sender sender() {
        return caller.sender();
    }

    /** Whether declarations name this person, or their office, so. */
    public boolean isNamed(String owner) {
        return session().map(session -> session.ownerNames().contains(owner)).orElse(false);
    }

    public Instant now() {
        return clock.instant();
    }

    public Messages say(Class<?> page) {
        return Messages.of(page, language());
    }

    /** The path asked for, with its query. */
    public String path() {
        return request.uri();
    }
}
