package io.dabiao.page;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.access.Sender;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.dabiao.core.measure.EventNames;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.report.Format;
import io.dabiao.report.Seals;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What every page needs: who looks, in which language and light, at which time, what the path asks for, and what stands around the page. */
@RequestScoped
public class PageContext {

    static final String LANGUAGE = "lang";
    static final String LIGHT = "theme";

    private static final Set<String> LIGHTS = Set.of("light", "dark");

    private final Caller caller;
    private final HttpServerRequest request;
    private final UriInfo uri;
    private final Clock clock;
    private final Declarations declarations;
    private final Sessions sessions;
    private final Layout layout;
    private final Seals formats;
    private ListFile file;

    PageContext(
            Caller caller,
            HttpServerRequest request,
            UriInfo uri,
            Clock clock,
            Declarations declarations,
            Sessions sessions,
            Layout layout,
            Seals formats) {
        this.caller = caller;
        this.request = request;
        this.uri = uri;
        this.clock = clock;
        this.declarations = declarations;
        this.sessions = sessions;
        this.layout = layout;
        this.formats = formats;
    }

    /**
     * The frame around this answer's page: what was to be said once is in it, and so is said.
     *
     * @param title in the language asked for
     * @param crumbs the way to the page, without the page itself
     */
    public Frame frame(String title, Frame.Crumb... crumbs) {
        return layout.of(this, title, crumbs);
    }

    /** What was asked for is done: it is said once, on the page that follows. Who has no session is told nothing. */
    public Response done(String said, String next) {
        flash(said);
        return Redirect.to(next);
    }

    /** Said once, on the next page. */
    public void flash(String said) {
        session().ifPresent(session -> sessions.flash(session, said));
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

    /** The only projects, by id, of which the one who looks may know; empty for any. */
    public Optional<Set<String>> projects() {
        return caller.projects();
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

    /** Of the institution. */
    public ZoneId zone() {
        return declarations.zone();
    }

    /** The day that it is in the institution. */
    public LocalDate today() {
        return LocalDate.ofInstant(now(), zone());
    }

    public Messages say(Class<?> page) {
        return Messages.of(page, language());
    }

    /** The path asked for, with its query. */
    public String path() {
        return request.uri();
    }

    /** What the path asks for. */
    MultivaluedMap<String, String> query() {
        return uri.getQueryParameters();
    }

    Optional<Format> format(String name) {
        return formats.format(name);
    }

    /** A statement about an indicator, with event types as the catalogue calls them. */
    public String said(Words words) {
        return language().of(EventNames.of(words, declarations.inForce().types()));
    }

    /** What a measure computes, with event types as the catalogue calls them. */
    public String said(Measure measure) {
        return language().of(EventNames.of(measure, declarations.inForce().types()));
    }

    /** A list's file, which takes the page's place. */
    void answer(ListFile instead) {
        file = instead;
    }

    Optional<ListFile> file() {
        return Optional.ofNullable(file);
    }
}
