package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Notification.Occasion;
import io.dabiao.alert.Text;
import io.dabiao.alert.WrongText;
import io.dabiao.core.text.Language;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** What a message will say: by the templates in force, or by ones that are only tried. */
@Path("/alerts/texts")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class TextsPage {

    private static final int LONGEST = 20_000;

    /**
     * @param text as it comes out; empty where there is a fault
     * @param fault what is wrong with the templates; empty for nothing
     * @param tries whether templates may be tried, which is an administrator's
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Texts(
            Frame frame,
            Messages say,
            List<Frame.Link> tabs,
            List<ScopeForm.Choice> languages,
            List<ScopeForm.Choice> occasions,
            List<ScopeForm.Choice> alerts,
            String title,
            String body,
            Optional<Text> text,
            String fault,
            boolean tries)
            implements TemplateInstance {}

    private final Alerts alerts;
    private final AlertsPage page;
    private final PageContext pageContext;

    TextsPage(Alerts alerts, AlertsPage page, PageContext pageContext) {
        this.alerts = alerts;
        this.page = page;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance inForce() {
        return preview(pageContext.language(), Occasion.FIRING, Optional.empty(), null, null);
    }

    /**
     * @param of {@code templates} where only the templates in force of another language are asked for; anything else tries those typed
     */
    @POST
    public Response tried(
            @RestForm String language,
            @RestForm String occasion,
            @RestForm String alert,
            @RestForm String title,
            @RestForm String body,
            @RestForm String of) {
        boolean fresh = "templates".equals(of) || title == null && body == null;
        if (!fresh && !pageContext.may(Role.ADMIN)) {
            throw new Problem(ErrorCode.NOT_PERMITTED, "templates of one's own are tried by administrators");
        }
        Texts shown = preview(
                Language.ofWord(FieldText.asTyped(language)).orElse(pageContext.language()),
                Occasion.ofWord(FieldText.asTyped(occasion)).orElse(Occasion.FIRING),
                FieldText.asTyped(alert).matches("\\d{1,18}")
                        ? Optional.of(page.find(Long.parseLong(alert)))
                        : Optional.empty(),
                fresh ? null : cut(title),
                fresh ? null : cut(body));
        return Response.status(shown.fault().isEmpty() ? 200 : 400)
                .entity(shown)
                .build();
    }

    private static String cut(String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private Texts preview(Language language, Occasion occasion, Optional<Alert> alert, String title, String body) {
        if (!pageContext.signedIn()) {
            throw new UnauthorizedException();
        }
        Messages messages = pageContext.say(TextsPage.class);
        String of = title == null ? "" : title;
        String in = body == null ? "" : body;
        Optional<Text> text = Optional.empty();
        String fault = "";
        try {
            Text inForce = alerts.templates(language);
            of = title == null ? inForce.title() : title;
            in = body == null ? inForce.body() : body;
            text = Optional.of(alerts.preview(alert, occasion, language, Optional.of(of), Optional.of(in)));
        } catch (WrongText wrong) {
            fault = wrong.file() + ", " + wrong.getMessage();
        }
        return new Texts(
                pageContext.frame(messages.of("textsTitle"), AlertsPage.crumb(messages)),
                messages,
                Tabs.TEXTS.links(pageContext, messages),
                Language.all().stream()
                        .map(one -> new ScopeForm.Choice(one.word(), messages.of(one), one == language))
                        .toList(),
                Stream.of(Occasion.values())
                        .map(one -> new ScopeForm.Choice(one.word(), messages.of(one.words()), one == occasion))
                        .toList(),
                Alert.open().stream()
                        .filter(one -> pageContext.sees(one.project))
                        .map(one -> new ScopeForm.Choice(
                                String.valueOf(one.id),
                                one.indicatorName + " (" + messages.of(one.kindCalled()) + ")",
                                alert.filter(chosen -> chosen.id.equals(one.id)).isPresent()))
                        .toList(),
                of,
                in,
                text,
                fault,
                pageContext.may(Role.ADMIN));
    }
}
