package io.dabiao.page.indicators;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.alert.Alert;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Reminders;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.page.FieldText;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;

/** What a person does with the list of indicators: keeps a view of it, and acts on several rows at once. */
@Path(ViewsPage.LIST)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ViewsPage {

    static final String LIST = "/indicators";

    private static final int MOST = 30;
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_OWNER = 200;
    private static final int LONGEST_QUERY = 2_000;
    private static final Pattern CHOSEN = Pattern.compile("(\\d{4})/([^/]{1,100})/([^/]{1,100})");

    private final Alerts alerts;
    private final Reminders reminders;
    private final OwnerChange owners;
    private final EvaluationCache evaluationCache;
    private final PageContext pageContext;

    ViewsPage(
            Alerts alerts,
            Reminders reminders,
            OwnerChange owners,
            EvaluationCache evaluationCache,
            PageContext pageContext) {
        this.reminders = reminders;
        this.owners = owners;
        this.evaluationCache = evaluationCache;
        this.alerts = alerts;
        this.pageContext = pageContext;
    }

    private Session session() {
        return pageContext.requiredSession();
    }

    private Response said(String words, String to) {
        return pageContext.done(words, to);
    }

    /** Keeps the list as it is shown; one of the same name becomes it. */
    @POST
    @Path("views")
    public Response keep(@RestForm String name, @RestForm String path) {
        Messages messages = pageContext.say(ViewsPage.class);
        long person = session().personId();
        String called = FieldText.stripped(name);
        String query = Paths.only(path == null ? "" : path, "indicators-", "indicators-page", "indicators-as");
        String back = Paths.own(path).startsWith(LIST) ? path : LIST;
        if (called.isEmpty() || called.length() > LONGEST_NAME || query.length() > LONGEST_QUERY) {
            return said(messages.of("viewName", LONGEST_NAME), back);
        }
        boolean kept = QuarkusTransaction.requiringNew().call(() -> {
            Optional<SavedView> before = SavedView.named(person, LIST, called);
            if (before.isEmpty() && SavedView.of(person, LIST).size() >= MOST) {
                return false;
            }
            SavedView view = before.orElseGet(SavedView::new);
            view.personId = person;
            view.page = LIST;
            view.name = called;
            view.query = query;
            view.madeAt = pageContext.now();
            view.persist();
            return true;
        });
        return said(kept ? messages.of("viewKept", called) : messages.of("viewsFull", MOST), back);
    }

    @POST
    @Path("views/{id: \\d{1,18}}/remove")
    public Response remove(@PathParam("id") long id, @RestForm String sure) {
        long person = session().personId();
        long gone =
                QuarkusTransaction.requiringNew().call(() -> SavedView.delete("id = ?1 and personId = ?2", id, person));
        if (gone == 0) {
            throw new Problem(ErrorCode.GONE, "no view of yours has the id " + id);
        }
        return said(pageContext.say(ViewsPage.class).of("viewRemoved"), LIST);
    }

    /**
     * Acts on what is ticked.
     *
     * @param pick each a year, a project and an indicator
     * @param act {@code silence}, {@code acknowledge}, {@code remind} or {@code assign}
     * @param note of an acknowledgement, what is being done; of a reminder, what is asked for
     * @param owner to whom the indicators are assigned
     */
    @POST
    @Path("chosen")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response act(
            @RestForm List<String> pick,
            @RestForm String act,
            @RestForm String note,
            @RestForm String owner,
            @RestForm String path) {
        Messages messages = pageContext.say(ViewsPage.class);
        String back = Paths.own(path).startsWith(LIST) || Paths.own(path).startsWith("/years/") ? path : LIST;
        List<String[]> chosen = (pick == null ? List.<String>of() : pick)
                .stream()
                        .map(CHOSEN::matcher)
                        .filter(java.util.regex.Matcher::matches)
                        .map(found -> new String[] {found.group(1), found.group(2), found.group(3)})
                        .filter(one -> pageContext.sees(one[1]))
                        .toList();
        if (chosen.isEmpty()) {
            return said(messages.of("noneChosen"), back);
        }
        if ("silence".equals(act)) {
            StringBuilder to = new StringBuilder("/alerts/silences/new?");
            chosen.forEach(one -> to.append("indicator=")
                    .append(Paths.encoded(one[1] + "/" + one[2]))
                    .append('&'));
            return Redirect.to(to.substring(0, to.length() - 1));
        }
        if ("remind".equals(act)) {
            return remind(messages, chosen, note, back);
        }
        if ("assign".equals(act)) {
            return assign(messages, chosen, owner, back);
        }
        if (note == null || note.isBlank()) {
            return said(messages.of("acknowledgeNote"), back);
        }
        int done = 0;
        for (Alert alert : Alert.open()) {
            boolean meant = alert.fires()
                    && alert.acknowledgedAt == null
                    && chosen.stream()
                            .anyMatch(one -> alert.year == Integer.parseInt(one[0])
                                    && alert.project.equals(one[1])
                                    && alert.indicator.equals(one[2]));
            if (meant) {
                try {
                    alerts.acknowledge(alert.id, pageContext.name(), note);
                    done++;
                } catch (Problem problem) {
                    if (problem.status() != 409) { // It ended meanwhile.
                        throw problem;
                    }
                }
            }
        }
        return said(messages.of("acknowledged", done), back);
    }

    private Response remind(Messages messages, List<String[]> chosen, String words, String back) {
        if (words == null || words.isBlank()) {
            return said(messages.of("remindNote"), back);
        }
        List<RecordedEvaluation> rows = chosen.stream()
                .flatMap(
                        one -> evaluationCache.row(new IndicatorRef(Integer.parseInt(one[0]), one[1], one[2])).stream())
                .toList();
        Reminders.Reminded reminded = reminders.remind(rows, words, pageContext.name());
        String told =
                reminded.receivers().isEmpty() ? "" : messages.of("reminded", String.join(", ", reminded.receivers()));
        String untold =
                reminded.untold().isEmpty() ? "" : messages.of("remindedNobody", String.join(", ", reminded.untold()));
        return said(told + untold, back);
    }

    private Response assign(Messages messages, List<String[]> chosen, String owner, String back) {
        String name = FieldText.stripped(owner);
        if (name.isEmpty() || name.length() > LONGEST_OWNER) {
            return said(messages.of("assignName", LONGEST_OWNER), back);
        }
        OwnerChange.Outcome outcome = owners.assign(chosen, name, messages.of("assignReason", name));
        StringBuilder words = new StringBuilder();
        if (outcome.inForce() > 0) {
            words.append(messages.of("assigned", outcome.inForce(), name));
        }
        if (outcome.waiting() > 0) {
            words.append(messages.of("assignedWaits", outcome.waiting(), name));
        }
        if (!outcome.refused().isEmpty()) {
            words.append(messages.of("assignRefused", String.join(", ", outcome.refused())));
        }
        return said(words.isEmpty() ? messages.of("assignNothing", name) : words.toString(), back);
    }
}
