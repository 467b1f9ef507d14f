package io.dabiao.ingest.reported;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Intake;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventJson;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Takes zero reports (零报告): a person vouches that there is nothing to report of what an indicator counts. It becomes an event
 * {@code source.alive} for each of its types, so a sign of life of a type holds for every indicator that rests on it. Thread-safe.
 */
@ApplicationScoped
public class ZeroReports {

    private static final String ALIVE = "source.alive";
    private static final int LONGEST_NOTE = 2_000;

    /**
     * What may be said beside it.
     *
     * @param at up to when there was nothing to report; absent for now
     * @param note absent for none
     */
    @Schema(name = "ZeroReportWanted")
    public record Wanted(OffsetDateTime at, String note) {

        /** Nothing until now. */
        public static final Wanted NOW = new Wanted(null, null);
    }

    /**
     * What was taken.
     *
     * @param outcome {@code new}, or {@code duplicate} where the same was reported of this instant before
     * @param types that were vouched for
     */
    @Schema(name = "ZeroReportReceipt")
    public record Answer(String outcome, List<String> types, OffsetDateTime at) {}

    private final Declarations declarations;
    private final Intake intake;
    private final Clock clock;

    ZeroReports(Declarations declarations, Intake intake, Clock clock) {
        this.declarations = declarations;
        this.intake = intake;
        this.clock = clock;
    }

    /** An indicator that events are counted for. */
    public record Asked(EffectiveDeclaration standing, Indicator indicator) {}

    /** Whether nothing can be reported of an indicator: of a level, a duration or a value by hand there is no nothing. */
    public static boolean fits(Indicator indicator) {
        return indicator.measure().countsNothing();
    }

    /**
     * The indicator by what a path names.
     *
     * @param project its id, or its declared name
     * @throws Problem 404 where there is none, 409 where nothing of it would be no number
     */
    public Asked asked(int year, String project, String id) {
        EffectiveDeclaration effectiveDeclaration = declarations
                .inForce()
                .project(year, project)
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' is declared for " + year));
        Indicator indicator = effectiveDeclaration
                .declaration()
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "' in " + project));
        if (!fits(indicator)) {
            throw new Problem(
                    ErrorCode.NO_ZERO_REPORT,
                    "a zero report says that nothing is to be counted; the indicator " + id + " is no count: "
                            + indicator.measure().words().english());
        }
        return new Asked(effectiveDeclaration, indicator);
    }

    /** @throws Problem 403 where the sender may not, 400 where what is said beside it cannot be */
    public Answer report(Asked asked, Wanted wanted, Sender sender) {
        Instant now = clock.instant();
        Instant at = wanted.at() == null ? now : wanted.at().toInstant();
        if (at.isAfter(now)) {
            throw new Problem(ErrorCode.NOT_YET, "of what is to come nothing can be reported: " + at + " is not over");
        }
        if (wanted.note() != null && wanted.note().length() > LONGEST_NOTE) {
            throw new Problem(ErrorCode.NOTE_TOO_LONG, "a note may have " + LONGEST_NOTE + " characters at most");
        }
        String project = asked.standing().declaration().project();
        boolean others = sender.projects().filter(own -> !own.contains(project)).isPresent();
        if (!sender.reports() || others) {
            throw new Problem(ErrorCode.NOT_PERMITTED, sender.name() + " may not report for " + project);
        }
        List<String> types = List.copyOf(asked.indicator().measure().types());
        List<Arrival> arrivals = new ArrayList<>();
        types.forEach(type -> arrivals.add(arrival(asked, type, wanted, sender, at, now)));
        boolean fresh = intake.whole(arrivals, sender).accepted() > 0;
        if (fresh) {
            QuarkusTransaction.requiringNew()
                    .run(() -> AuditLog.record(
                            now,
                            sender.name(),
                            AuditAct.ZERO_REPORTED,
                            project + "/" + asked.indicator().id(),
                            AuditDetail.of(AuditPhrase.TYPES_AT, String.join(", ", types), at)));
        }
        return new Answer(
                fresh ? "new" : "duplicate",
                types,
                at.atZone(asked.standing().declaration().zone()).toOffsetDateTime());
    }

    private static Arrival arrival(Asked asked, String type, Wanted wanted, Sender sender, Instant at, Instant now) {
        var declaration = asked.standing().declaration();
        ObjectNode data = EventJson.MAPPER
                .createObjectNode()
                .put("type", type)
                .put("project", declaration.name())
                .put("indicator", asked.indicator().name())
                .put("author", sender.name());
        if (wanted.note() != null && !wanted.note().isBlank()) {
            data.put("note", wanted.note().strip());
        }
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", Values.SOURCE)
                .put(
                        "id",
                        "zero/" + declaration.year() + "/" + declaration.project() + "/"
                                + asked.indicator().id() + "/" + type + "/" + at)
                .put("type", ALIVE)
                .put("time", at.toString());
        event.set("data", data);
        CloudEvents.Reading reading = CloudEvents.read(event.toString().getBytes(StandardCharsets.UTF_8), 0, now);
        reading.refusal().ifPresent(refusal -> {
            throw new Problem(
                    ErrorCode.ZERO_REPORT_NOT_POSSIBLE, refusal.detail().english());
        });
        Arrival arrival = reading.arrival().orElseThrow();
        // A limit to projects was looked at above: this event names one, but is none of those that name their project.
        new Sender(sender.name(), sender.sources(), sender.types(), sender.reports())
                .refuses(arrival.event())
                .ifPresent(why -> {
                    throw new Problem(ErrorCode.NOT_PERMITTED, why.english());
                });
        return arrival;
    }
}
