package io.dabiao.page.alerts;

import io.dabiao.alert.Alert;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Answers;
import io.dabiao.page.Cell;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;

/**
 * Where a message is answered by who has it, signed in or not: the address is the right, and good for one alert. Looking changes nothing,
 * so that what opens links before people do acknowledges nothing. Shown is what the message said, and no more.
 */
@Path("/alerts/answer/{token}")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Blocking
public class AnswerPage {

    private static final int LONGEST_NAME = 60;

    /** An hour and how it is said. */
    record Choice(String value, String words) {}

    /**
     * @param fault what is wrong; empty for nothing
     * @param done what was done; empty while nothing was
     * @param open whether there is still something to answer
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Answer(
            Frame frame,
            Messages say,
            String path,
            Cell severity,
            String state,
            String sentence,
            String name,
            String note,
            String fault,
            String done,
            boolean open,
            List<Choice> choices)
            implements TemplateInstance {}

    private final Answers answers;
    private final Alerts alerts;
    private final PageContext pageContext;

    AnswerPage(Answers answers, Alerts alerts, PageContext pageContext) {
        this.answers = answers;
        this.alerts = alerts;
        this.pageContext = pageContext;
    }

    @GET
    public Response page(@PathParam("token") String token) {
        return Response.ok(shown(token, known(token), "", "", "", "")).build();
    }

    @POST
    public Response answer(
            @PathParam("token") String token, @RestForm String name, @RestForm String note, @RestForm String act) {
        Answers.Answerable answerable = known(token);
        Messages messages = pageContext.say(AlertsPage.class);
        String who = FieldText.stripped(name);
        if (who.isEmpty() || who.length() > LONGEST_NAME) {
            return refused(token, answerable, who, note, messages.of("answerWho"));
        }
        String by = who + " (" + answerable.receiver() + ")";
        try {
            if ("acknowledge".equals(act)) {
                alerts.acknowledge(answerable.alert(), by, note);
                return Response.ok(shown(token, answerable, who, "", "", messages.of("acknowledgedNow")))
                        .build();
            }
            int hours = hours(act);
            Instant until = pageContext.now().plus(Duration.ofHours(hours));
            alerts.silenceTheLike(answerable.alert(), until, by, note);
            return Response.ok(shown(token, answerable, who, "", "", messages.of("silencedFor", hours)))
                    .build();
        } catch (Problem wrong) {
            return refused(token, answerable, who, note, messages.of(wrong));
        }
    }

    private Response refused(String token, Answers.Answerable answerable, String who, String note, String fault) {
        return Response.status(422)
                .entity(shown(token, answerable, who, note == null ? "" : note, fault, ""))
                .build();
    }

    private static int hours(String act) {
        return switch (act == null ? "" : act) {
            case "2" -> 2;
            case "8" -> 8;
            case "24" -> 24;
            default -> throw new Problem(ErrorCode.NO_ANSWER, "acknowledge it, or silence it for 2, 8 or 24 hours");
        };
    }

    private Answers.Answerable known(String token) {
        return answers.read(token)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "the address is not valid, or not any more"));
    }

    private Answer shown(
            String token, Answers.Answerable answerable, String name, String note, String fault, String done) {
        Messages messages = pageContext.say(AlertsPage.class);
        Alert alert = Alert.<Alert>findByIdOptional(answerable.alert())
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_ALERT, "the alert is not kept any more"));
        return new Answer(
                pageContext.frame(alert.indicatorName),
                messages,
                "/alerts/answer/" + token,
                Wording.severity(alert.severity, messages),
                Wording.state(alert.state, messages),
                pageContext.said(alert.sentence()),
                name,
                note,
                fault,
                done,
                alert.fires() && done.isEmpty(),
                List.of(
                        new Choice("2", messages.of("silenceFor", 2)),
                        new Choice("8", messages.of("silenceFor", 8)),
                        new Choice("24", messages.of("silenceFor", 24))));
    }
}
