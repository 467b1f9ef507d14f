package io.dabiao.page;

import io.dabiao.access.person.Session;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.NewCookie;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What browsers get besides the page: what it may do, what was chosen, and errors in words of people. */
@ApplicationScoped
class Browsers {

    /** Scripts, styles and data of this service and of no one else; nothing inline, no frame. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final String HTMX = "HX-Request";
    private static final List<String> MACHINES = List.of("/api/", "/metrics", "/q/", "/assets/", "/.well-known/");
    private static final int A_YEAR = 31_536_000;

    private final PageContext pageContext;
    private final Layout layout;

    Browsers(PageContext pageContext, Layout layout) {
        this.pageContext = pageContext;
        this.layout = layout;
    }

    @ServerResponseFilter
    void page(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        if (MACHINES.stream().anyMatch(path::startsWith)) {
            return;
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Referrer-Policy", "same-origin");
        headers.putSingle("Cross-Origin-Opener-Policy", "same-origin");
        headers.putSingle("Cross-Origin-Resource-Policy", "same-origin");
        headers.putSingle("Content-Security-Policy", POLICY);
        headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        remember(request, headers);
        if (response.getStatus() == 200 && asksForFile(request)) {
            pageContext.file().ifPresent(file -> {
                headers.putSingle(HttpHeaders.CONTENT_DISPOSITION, file.disposition());
                response.setEntity(file.content(), null, MediaType.valueOf(file.mediaType()));
            });
        }
        if (response.getStatus() >= 400 && wantsHtml(request) && response.getEntity() instanceof Map<?, ?>) {
            instead(request, response);
        }
    }

    /** Of any list: which one there is the page knows. */
    private static boolean asksForFile(ContainerRequestContext request) {
        return request.getMethod().equals("GET")
                && request.getUriInfo().getQueryParameters().keySet().stream()
                        .anyMatch(name -> name.endsWith("-" + DataTable.FILE));
    }

    private static boolean wantsHtml(ContainerRequestContext request) {
        if (request.getHeaderString(HTMX) != null) {
            return true; // What a script of a page asked for, which accepts anything.
        }
        try {
            return request.getAcceptableMediaTypes().stream()
                    .anyMatch(type -> type.isCompatible(MediaType.TEXT_HTML_TYPE) && !type.isWildcardType());
        } catch (IllegalArgumentException none) {
            return false; // The header names no media type; the answer says so already.
        }
    }

    private void remember(ContainerRequestContext request, MultivaluedMap<String, Object> headers) {
        remember(request, headers, PageContext.LANGUAGE, Set.of("zh", "en"));
        remember(request, headers, PageContext.LIGHT, Set.of("light", "dark", "auto"));
    }

    private static void remember(
            ContainerRequestContext request, MultivaluedMap<String, Object> headers, String what, Set<String> known) {
        String wanted = request.getUriInfo().getQueryParameters().getFirst(what);
        if (wanted != null && known.contains(wanted)) {
            headers.add(
                    HttpHeaders.SET_COOKIE,
                    new NewCookie.Builder(what)
                            .value(wanted)
                            .path("/")
                            .maxAge(A_YEAR)
                            .httpOnly(true)
                            .sameSite(NewCookie.SameSite.LAX)
                            .build());
        }
    }

    /** Who has to sign in is led there, and back; who has to set up a second factor, there. */
    private void instead(ContainerRequestContext request, ContainerResponseContext response) {
        boolean htmx = request.getHeaderString(HTMX) != null;
        boolean enrols = response.getStatus() == 403
                && pageContext.session().filter(Session::enrols).isPresent();
        if (enrols) {
            lead(response, htmx, "/account/second-factor");
            return;
        }
        if (response.getStatus() == 401) {
            String back = request.getMethod().equals("GET") && !htmx ? pageContext.path() : "/";
            String there = "/sign-in?to=" + Paths.encoded(back);
            response.getHeaders().remove(HttpHeaders.WWW_AUTHENTICATE);
            lead(response, htmx, there);
            return;
        }
        response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_HTML + ";charset=UTF-8");
        response.setEntity(error(response).render());
    }

    /** @param htmx whether a script asked, which follows a header of its own and not the browser's redirection */
    private static void lead(ContainerResponseContext response, boolean htmx, String there) {
        response.setEntity("");
        if (htmx) {
            response.getHeaders().putSingle("HX-Redirect", there);
        } else {
            response.setStatus(303);
            response.getHeaders().putSingle(HttpHeaders.LOCATION, there);
        }
    }

    private TemplateInstance error(ContainerResponseContext response) {
        Messages messages = pageContext.say(Browsers.class);
        int status = response.getStatus();
        String key = messages.has("error" + status) ? "error" + status : status < 500 ? "error400" : "error500";
        Object detail = ((Map<?, ?>) response.getEntity()).get("detail");
        boolean known = messages.has("error" + status);
        return new ErrorPage(
                layout.plain(pageContext, messages.of(key)),
                messages.of(key + "Words"),
                known || detail == null ? "" : detail.toString(),
                status);
    }
}
