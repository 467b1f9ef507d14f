package io.dabiao.expose;

import io.dabiao.problem.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What the server itself cannot read, before any resource is asked: an address with a broken percent sign and the like. The framework
 * would take some of it for its own failure. What is not the sender's mistake goes on to the framework.
 */
@ApplicationScoped
class UnreadableRequests {

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(UnreadableRequests::failed);
    }

    private static void failed(RoutingContext context) {
        int status = status(context);
        if (status < 400
                || status > 499
                || status == 401
                || status == 403
                || context.response().headWritten()) {
            context.next();
            return;
        }
        Problem problem = Problem.ofStatus(
                status, "the request cannot be read; its address, headers or form are not well-formed");
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject(problem.body()).encode());
    }

    private static int status(RoutingContext context) {
        if (context.failure() instanceof HttpException known) {
            return known.getStatusCode();
        }
        if (context.failure() instanceof IllegalArgumentException) {
            return 400; // Of decoding: resources have told of theirs before it comes here.
        }
        return context.statusCode();
    }
}
