package io.dabiao.page.indicator;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Replay;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.EventsExported;
import io.dabiao.store.Position;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A recorded verdict of an indicator, and what the log as it was then makes of it today. */
@Path("/years/{year}/{project}/{indicator}/history/{change: \\d{1,18}}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class ThenPage {

    /**
     * A recorded change of the verdict, computed again from the log as it was.
     *
     * @param trouble why it cannot be; empty where it can
     * @param same whether it comes out as it was recorded
     */
    @CheckedTemplate(basePath = "indicator", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Then(
            Frame frame,
            Messages say,
            Cell verdict,
            String sentence,
            List<Fact> recorded,
            String trouble,
            boolean same,
            Cell verdictAgain,
            String sentenceAgain,
            List<Fact> figure,
            List<SlotRow> slots)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final VerdictHistory verdictHistory;
    private final Replay replay;
    private final PageContext pageContext;

    ThenPage(Declarations declarations, VerdictHistory verdictHistory, Replay replay, PageContext pageContext) {
        this.declarations = declarations;
        this.verdictHistory = verdictHistory;
        this.replay = replay;
        this.pageContext = pageContext;
    }

    /** "Why was it so then?": a recorded verdict, and what the log as it was then makes of it today. */
    @GET
    public TemplateInstance then(
            @PathParam("year") int wanted,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @PathParam("change") long number) {
        Messages messages = pageContext.say(ThenPage.class);
        EffectiveDeclaration effectiveDeclaration =
                Year.of(declarations, pageContext, Optional.of(wanted)).project(project);
        VerdictChange change = verdictHistory
                .change(number)
                .filter(one -> one.ref().year() == wanted
                        && one.ref().project().equals(project)
                        && one.ref().id().equals(id))
                .orElseThrow(
                        () -> new Problem(ErrorCode.NO_SUCH_CHANGE, "no change " + number + " is recorded for it"));
        Optional<Replay.Again> again;
        String trouble = "";
        try {
            again = replay.again(change);
            if (again.isEmpty()) {
                trouble = messages.of("versionGone", change.version());
            }
        } catch (EventsExported exported) {
            again = Optional.empty();
            trouble = messages.of("eventsGone", exported.getMessage());
        }
        ZoneId zone = effectiveDeclaration.declaration().zone();
        String here = "/years/" + wanted + "/" + Paths.encoded(project);
        String name = again.map(Replay.Again::indicator)
                .or(() -> effectiveDeclaration.declaration().indicator(id))
                .map(Indicator::name)
                .orElse(id);
        Optional<Behaviour> behaviour = again.map(Replay.Again::indicator)
                .or(() -> effectiveDeclaration.declaration().indicator(id))
                .map(Indicator::behaviour);
        return new Then(
                pageContext.frame(
                        messages.of("thenTitle", PromiseFacts.time(change.recordedAt(), zone), name),
                        new Frame.Crumb(messages.of("overview", wanted), "/overview?year=" + wanted),
                        new Frame.Crumb(effectiveDeclaration.declaration().name(), here),
                        new Frame.Crumb(name, here + "/" + Paths.encoded(id) + "#history")),
                messages,
                Cell.verdict(change.after(), behaviour, messages),
                pageContext.said(change.sentence()),
                recorded(messages, zone, change),
                trouble,
                again.map(one -> one.same(change)).orElse(false),
                again.map(one -> Cell.verdict(
                                one.evaluation().verdict(), one.indicator().behaviour(), messages))
                        .orElse(null),
                again.map(one -> pageContext.said(one.evaluation().sentence())).orElse(""),
                again.map(one -> PromiseFacts.figure(
                                messages, pageContext, one.declaration().zone(), one.indicator(), one.evaluation()))
                        .orElse(List.of()),
                again.map(one -> SlotRow.of(one.evaluation())).orElse(List.of()));
    }

    private static List<Fact> recorded(Messages messages, ZoneId zone, VerdictChange change) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(messages.of("asOf"), PromiseFacts.time(change.at(), zone)));
        facts.add(new Fact(
                messages.of("before"), change.before().map(messages::of).orElseGet(() -> messages.of("first"))));
        facts.add(new Fact(messages.of("version"), messages.of("versionNumber", change.version())));
        facts.add(new Fact(messages.of("position"), new Position(change.upTo(), change.without()).words()));
        if (change.probability() != null) {
            facts.add(new Fact(messages.of("probability"), Numbers.percent(change.probability())));
        }
        return facts;
    }
}
