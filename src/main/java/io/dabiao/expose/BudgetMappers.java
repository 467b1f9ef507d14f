package io.dabiao.expose;

import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Overloaded;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What found no place, and what asked for more than its place has, as a {@link Problem}. */
class BudgetMappers {

    @ServerExceptionMapper
    Response overloaded(Overloaded overloaded) {
        return response(new Problem(
                        overloaded.status() == 429 ? ErrorCode.TOO_MANY_AT_ONCE : ErrorCode.UNAVAILABLE,
                        overloaded.getMessage()))
                .header(HttpHeaders.RETRY_AFTER, overloaded.retryAfter())
                .build();
    }

    @ServerExceptionMapper
    Response exceeded(Exceeded exceeded) {
        return response(new Problem(exceeded.code(), exceeded.getMessage())).build();
    }

    @ServerExceptionMapper
    Response refused(BodyRefused refused) {
        return response(refused.problem()).header("Connection", "close").build();
    }

    private static Response.ResponseBuilder response(Problem problem) {
        return Response.status(problem.status())
                .type("application/problem+json")
                .entity(problem.body());
    }
}
