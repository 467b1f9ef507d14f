package io.dabiao.page.entrance;

import io.dabiao.access.SessionCookie;
import io.dabiao.access.openid.OpenId;
import io.dabiao.access.person.Sessions;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Signing in with the institution's OpenID Connect provider: away to it, and back. */
@Path("/sign-in/openid")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class OpenIdPage {

    private static final String KEPT = "dabiao-openid";
    private static final int KEPT_SECONDS = 600;

    private final OpenId openId;
    private final Sessions sessions;
    private final HttpServerRequest request;

    OpenIdPage(OpenId openId, Sessions sessions, HttpServerRequest request) {
        this.openId = openId;
        this.sessions = sessions;
        this.request = request;
    }

    @GET
    public Response away(@QueryParam("to") String to) {
        if (!openId.configured()) {
            throw new NotFoundException();
        }
        try {
            OpenId.Sent sent = openId.send(back(), Paths.own(to));
            return Redirect.builder(sent.provider().toString())
                    .cookie(kept(sent.secret(), KEPT_SECONDS))
                    .build();
        } catch (OpenId.Failed failed) {
            return failed(failed);
        }
    }

    @GET
    @Path("back")
    public Response back(@QueryParam("state") String state, @QueryParam("code") String code) {
        if (!openId.configured()) {
            throw new NotFoundException();
        }
        try {
            OpenId.Returned returned = openId.take(cookie(KEPT).orElse(""), state, code, back());
            String secret = sessions.begin(
                    returned.person(),
                    cookie(SessionCookie.name(request.scheme())),
                    Optional.ofNullable(request.getHeader("User-Agent")).orElse(""));
            return Redirect.builder(returned.leadsTo())
                    .cookie(SessionCookie.keeping(secret, request.scheme()), kept("", 0))
                    .build();
        } catch (OpenId.Failed failed) {
            return failed(failed);
        }
    }

    /** The entrance says what went wrong. */
    private Response failed(OpenId.Failed failed) {
        return Redirect.builder("/sign-in?openid=" + failed.reason().name().toLowerCase(Locale.ROOT))
                .cookie(kept("", 0))
                .build();
    }

    private URI back() {
        return URI.create(request.scheme() + "://" + request.authority() + "/sign-in/openid/back");
    }

    private Optional<String> cookie(String name) {
        return Optional.ofNullable(request.getCookie(name)).map(Cookie::getValue);
    }

    /** Sent along when the provider leads back: that is a link followed, not a form of another site's. */
    private NewCookie kept(String secret, int seconds) {
        return new NewCookie.Builder(KEPT)
                .value(secret)
                .path("/sign-in/openid")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(request.scheme().equals("https"))
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
