package io.dabiao.access;

import io.dabiao.budget.BodyPlaces;
import io.dabiao.budget.Pace;
import io.dabiao.budget.PacedBody;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Every body comes through here, before anything is read of it. It takes a place of its caller's; it must come fast enough; it is limited
 * where the route does not limit it itself; and only a route that takes files may be sent some, by somebody who is known: they go to the
 * disk before anything else looks at them.
 */
@ApplicationScoped
class BodyFilter {

    /** Before the fields of a form are read, which is when a page's own secret is looked for. */
    private static final int EARLY = 100;

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final long MOST_OF_OTHERS = 1L << 20;
    /** A thousand corrections at once. */
    private static final long MOST_OF_KNOWN = 4L << 20;

    /** Beyond it a body is work: its objects are ten times as large. */
    private static final long SMALL = 128L << 10;

    private static final int GROWS = 12;
    /** So long a refused sender has to read why. */
    private static final long LINGER_MILLIS = 10_000;

    /** What a route reads its body as. */
    private enum Route {
        STREAM,
        /** A stream that may be a form in parts. */
        PARTS,
        FILES,
        WHOLE
    }

    private final BodyPlaces places;
    private final WorkBudget budget;
    private final CurrentIdentityAssociation identity;
    private final ClientAddress addresses;
    private final int ofOne;
    private final Map<Method, Route> routes = new ConcurrentHashMap<>();

    BodyFilter(
            BodyPlaces places,
            WorkBudget budget,
            CurrentIdentityAssociation identity,
            ClientAddress addresses,
            Settings settings) {
        this.addresses = addresses;
        this.places = places;
        this.budget = budget;
        this.identity = identity;
        this.ofOne = settings.bodiesAtOnce();
    }

    @ServerRequestFilter(priority = EARLY)
    void take(ContainerRequestContext context, RoutingContext routing, ResourceInfo resource) {
        HttpServerRequest request = routing.request();
        if (WITHOUT_BODY.contains(context.getMethod()) || !hasBody(request) || Context.isOnEventLoopThread()) {
            return;
        }
        PacedBody[] taken = new PacedBody[1];
        routing.addEndHandler(ended -> afterwards(routing, taken[0]));
        SecurityIdentity caller = caller();
        boolean known = caller != null && !caller.isAnonymous() && caller.getAttribute(BearerMechanism.GRANT) != null;
        Route route = routes.computeIfAbsent(resource.getResourceMethod(), BodyFilter::route);
        long most = most(request, route, known);
        String name = known ? caller.getPrincipal().getName() : "address " + addresses.of(request);
        // As the draft of the IETF has it, whose unit of a quota is what is limited here: bodies under way, not a rate.
        routing.response()
                .putHeader("RateLimit-Policy", "\"bodies\";q=" + ofOne + ";qu=\"concurrent-requests\"")
                .putHeader("RateLimit", left(places.left(name, ofOne)));
        Runnable leave = places.enter(name, known, ofOne);
        routing.response().putHeader("RateLimit", left(places.left(name, ofOne)));
        routing.addEndHandler(ended -> leave.run());
        worked(routing, request, route);
        taken[0] = new PacedBody(request, most, new Pace());
        context.setEntityStream(taken[0]);
    }

    private static String left(int places) {
        return "\"bodies\";r=" + places;
    }

    /** A large body becomes larger objects: they need a place in memory. */
    private void worked(RoutingContext routing, HttpServerRequest request, Route route) {
        long length = length(request);
        if (route == Route.WHOLE && (length < 0 || length > SMALL)) {
            WorkBudget.Place place = budget.begin(Work.BODY, GROWS * (length < 0 ? MOST_OF_OTHERS : length));
            routing.addEndHandler(ended -> place.close());
        }
    }

    /** @param body null where it was refused before anything of it was read */
    private static void afterwards(RoutingContext routing, PacedBody body) {
        HttpServerRequest request = routing.request();
        if (!request.isEnded()) {
            if (body == null) {
                request.resume();
            } else {
                body.discard();
            }
            routing.vertx().setTimer(LINGER_MILLIS, late -> {
                if (!request.isEnded()) {
                    request.connection().close();
                }
            });
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.getHeader("Transfer-Encoding") != null || length(request) != 0 && !request.isEnded();
    }

    /** -1 where it is not said. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
    }

    /** Null where what was sent to say who it is says nothing. */
    private SecurityIdentity caller() {
        try {
            return identity.getIdentity();
        } catch (AuthenticationFailedException nobody) {
            return null;
        }
    }

    private static Route route(Method method) {
        if (Stream.of(method.getParameterTypes()).anyMatch(InputStream.class::equals)) {
            return method.isAnnotationPresent(TakesParts.class) ? Route.PARTS : Route.STREAM;
        }
        Consumes consumes = method.getAnnotation(Consumes.class);
        return consumes != null && Stream.of(consumes.value()).anyMatch(BodyFilter::multipart)
                ? Route.FILES
                : Route.WHOLE;
    }

    private static boolean multipart(String type) {
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    private static long most(HttpServerRequest request, Route route, boolean known) {
        if (route == Route.STREAM && !multipart(request.getHeader("Content-Type")) || route == Route.PARTS) {
            return Long.MAX_VALUE;
        }
        if (multipart(request.getHeader("Content-Type"))) {
            if (route != Route.FILES) {
                throw new Problem(ErrorCode.NO_FILES_HERE, "this path takes no multipart/form-data");
            }
            if (!known) {
                throw new UnauthorizedException("files are taken of somebody who has signed in");
            }
            return Long.MAX_VALUE; // FormLimit has seen to it.
        }
        long most = known ? MOST_OF_KNOWN : MOST_OF_OTHERS;
        if (length(request) > most) {
            throw new Problem(ErrorCode.TOO_LARGE, "a body may have " + most + " bytes at most here");
        }
        return most;
    }
}
