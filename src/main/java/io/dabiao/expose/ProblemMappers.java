package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.dabiao.access.TooManyTries;
import io.dabiao.budget.ConnectionBroken;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.database.Transactions;
import io.dabiao.evaluate.EvaluationFailed;
import io.dabiao.ingest.Intake;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.EventExports;
import io.dabiao.store.EventsExported;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.common.providers.serialisers.MapAsFormUrlEncodedProvider;
import org.jboss.resteasy.reactive.common.util.URLUtils;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;

/** Every error of the API, unknown paths and wrong methods included, comes out as a {@link Problem}. */
@ApplicationScoped
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** The framework's two readers of forms: of fields that a method names, and of whole bodies, also of any media type. */
    private static final Set<String> FORM_READERS =
            Set.of(URLUtils.class.getName(), MapAsFormUrlEncodedProvider.class.getName());

    /** So many steps lie between a reader and what it fails in, at most. */
    private static final int FORM_DEPTH = 5;

    private static final String RETRY_SECONDS = "5";

    private final AllowedMethods methods;

    ProblemMappers(AllowedMethods methods) {
        this.methods = methods;
    }

    @ServerExceptionMapper
    Response problem(Problem problem) {
        return response(problem).build();
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable unavailable) {
        LOG.warn(unavailable.getMessage());
        return response(new Problem(
                        ErrorCode.NOT_NOW, "the database cannot do it now; nothing was half done, send it again later"))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response notEvaluated(EvaluationFailed failed) {
        LOG.error(failed.getMessage(), failed);
        return response(new Problem(
                        ErrorCode.NOT_EVALUATED,
                        "the indicator " + failed.ref().project() + "/" + failed.indicator()
                                + " cannot be evaluated now; the log of the service says why"))
                .build();
    }

    @ServerExceptionMapper
    Response exported(EventsExported exported) {
        return response(new Problem(ErrorCode.EVENTS_ARE_IN_THE_ARCHIVE, exported.getMessage())
                        .with(
                                "exported",
                                exported.parts().stream()
                                        .map(EventExports.Part::file)
                                        .toList()))
                .build();
    }

    @ServerExceptionMapper
    Response refused(EventExports.Refused refused) {
        return response(new Problem(ErrorCode.IN_CONFLICT, refused.getMessage()))
                .build();
    }

    @ServerExceptionMapper
    Response busy(Intake.Busy busy) {
        return response(new Problem(
                        ErrorCode.TOO_BUSY, busy.getMessage() + "; what was not answered may be sent again"))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    Response tooLong(Intake.TrialTooLong trial) {
        return response(new Problem(ErrorCode.TRIAL_TOO_LONG, trial.getMessage()))
                .build();
    }

    @ServerExceptionMapper(priority = 1)
    Response unauthorized(UnauthorizedException nobody) {
        return challenged("a bearer token is needed");
    }

    @ServerExceptionMapper(priority = 1)
    Response failed(AuthenticationFailedException wrong) {
        if (wrong.getCause() instanceof TooManyTries many) {
            return response(new Problem(
                            ErrorCode.TOO_MANY_TRIES,
                            "too many unknown tokens came from this address; this one was not looked at, send it again"
                                    + " in " + many.seconds() + " s"))
                    .header(HttpHeaders.RETRY_AFTER, many.seconds())
                    .build();
        }
        return challenged("the bearer token is unknown, revoked or expired");
    }

    @ServerExceptionMapper(priority = 1)
    Response forbidden(ForbiddenException forbidden) {
        return response(new Problem(ErrorCode.NOT_PERMITTED, "this token does not have the role for it"))
                .build();
    }

    /** What the framework itself refuses: no such path, wrong method, wrong type, a value that does not parse. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refused, UriInfo uri) {
        if (refused instanceof NotFoundException && refused.getCause() != null) {
            return unreadable("a part of the path or a parameter cannot be read", refused.getCause());
        }
        if (refused.getCause() instanceof JsonProcessingException wrong) {
            return unfit(wrong);
        }
        Response original = refused.getResponse();
        Problem problem = Problem.ofStatus(original.getStatus(), detail(original, refused));
        Response.ResponseBuilder response = response(problem);
        if (original.getStatus() == 405) {
            response.header(HttpHeaders.ALLOW, String.join(", ", methods.of(uri.getPath())));
        }
        return response.build();
    }

    @ServerExceptionMapper(priority = 1)
    Response mismatched(MismatchedInputException wrong) {
        return unfit(wrong);
    }

    /** JSON that is none, or that is not what the path takes. */
    private static Response unfit(JsonProcessingException wrong) {
        ErrorCode code =
                wrong instanceof UnrecognizedPropertyException ? ErrorCode.NO_SUCH_FIELD : ErrorCode.NOT_READABLE;
        return response(new Problem(code, JsonFaults.words(wrong))).build();
    }

    /** A year that is no number and the like. The framework says 404 to it, as if something else might be there. */
    private static Response unreadable(String what, Throwable cause) {
        return response(new Problem(ErrorCode.NOT_READABLE, what + ": " + meant(cause)))
                .build();
    }

    /** The framework's own words name classes. */
    private static String meant(Throwable cause) {
        if (cause instanceof Problem told) {
            return told.getMessage();
        }
        if (cause instanceof NumberFormatException) {
            return "it is to be a whole number in the range of its kind";
        }
        if (cause instanceof DateTimeException) {
            return "it is to be a date such as 2026-07-01, or a date and time with its offset";
        }
        return "it is none of the values that are known here";
    }

    /** A time beyond what calendars and the database count, which only a request can have brought. */
    @ServerExceptionMapper
    Response beyondTime(DateTimeException beyond) {
        LOG.infof("a request was refused: %s", beyond.getMessage());
        return response(new Problem(
                        ErrorCode.NO_SUCH_TIME, "a date or time in it is none, or lies beyond the years 1 to 9999"))
                .build();
    }

    private static String detail(Response original, WebApplicationException refused) {
        return switch (original.getStatus()) {
            case 404 -> "there is nothing here; the paths are listed at /q/openapi";
            case 405 -> "this method is not for this path";
            case 406 -> "none of the accepted media types can be given";
            case 415 ->
                "events come as application/x-ndjson, application/cloudevents+json,"
                        + " application/cloudevents-batch+json or in binary mode; other bodies as application/json";
            default -> String.valueOf(refused.getMessage());
        };
    }

    /** A form whose escapes are none. The framework says so with a plain exception of its own, known by where it comes from. */
    private static boolean undecodable(RuntimeException broken) {
        return broken instanceof IllegalArgumentException
                && Arrays.stream(broken.getStackTrace())
                        .limit(FORM_DEPTH)
                        .anyMatch(step -> FORM_READERS.contains(step.getClassName()));
    }

    /**
     * A form in parts that breaks off, or whose parts are none. The framework's parser says so with what a broken disk would bring, too;
     * it is known by where it comes from.
     */
    @ServerExceptionMapper
    Response unreadable(IOException broken) {
        boolean form = Arrays.stream(broken.getStackTrace())
                .anyMatch(step -> step.getClassName().startsWith(FormData.class.getPackageName()));
        return form ? malformed() : broken(new UncheckedIOException(broken));
    }

    /** A form in parts of which a head is none. */
    @ServerExceptionMapper
    Response unreadable(MultipartParser.MalformedMessageException malformed) {
        return malformed();
    }

    private static Response malformed() {
        return response(new Problem(ErrorCode.NOT_READABLE, "the form breaks off, or its parts are malformed"))
                .build();
    }

    @ServerExceptionMapper
    Response broken(RuntimeException broken) {
        if (undecodable(broken)) {
            return response(new Problem(
                            ErrorCode.NOT_READABLE, "a form or an address in it has a broken percent escape"))
                    .build();
        }
        if (Transactions.unavailable(broken)) {
            return unavailable(new StoreUnavailable(String.valueOf(broken.getMessage()), broken));
        }
        if (Transactions.beyondItsRange(broken)) {
            LOG.infof("a request was refused by the database: %s", broken.getMessage());
            return response(new Problem(
                            ErrorCode.NOT_READABLE, "a number, date or text in it is beyond what can be kept"))
                    .build();
        }
        if (Transactions.zeroCharacter(broken)) {
            return response(new Problem(
                            ErrorCode.NOT_READABLE, "a text in it holds the character U+0000, which cannot be kept"))
                    .build();
        }
        if (ConnectionBroken.under(broken)) {
            LOG.debugf("a request broke off: %s", broken.getMessage());
            return response(new Problem(ErrorCode.NOT_READABLE, "the connection broke off before all of it had come"))
                    .build();
        }
        LOG.error("a request failed", broken);
        return response(new Problem(ErrorCode.BROKEN, "the service failed; its log says why"))
                .build();
    }

    private static Response challenged(String detail) {
        return response(new Problem(ErrorCode.WHO_ARE_YOU, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Response.ResponseBuilder response(Problem problem) {
        Response.ResponseBuilder response = Response.status(problem.status())
                .type("application/problem+json")
                .entity(problem.body());
        problem.headers().forEach(response::header);
        return response;
    }
}
