package io.dabiao.ingest.reported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Reported;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.Naming;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.Arrival;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.EventJson;
import io.dabiao.store.EventReader;
import io.dabiao.store.Evidence;
import io.dabiao.store.Identities;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Takes and gives back the values that people report of an indicator that no system measures. Thread-safe. */
@ApplicationScoped
public class Values {

    /** The source of every value that is reported here; the author stands in the event. */
    public static final String SOURCE = "//dabiao/reported";

    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final int LONGEST_NOTE = 2_000;
    private static final int MOST_DOCUMENTS = 20;
    private static final int LARGEST_PAGE = 1_000;

    /**
     * A value to be reported.
     *
     * @param value in the target's unit; of a qualitative target its completion in percent
     * @param date the day for which it holds, from its beginning; or {@code at}
     * @param at the instant from which it holds
     * @param note absent for none
     * @param evidence the SHA-256 of documents that were sent to {@code /api/v1/evidence} before; absent for none
     * @param reason why a value that was reported of the same date is replaced; absent where none was
     */
    @Schema(name = "ValueWanted")
    public record Wanted(
            BigDecimal value, LocalDate date, OffsetDateTime at, String note, List<String> evidence, String reason) {}

    /**
     * What became of a value.
     *
     * @param outcome {@code new}, {@code duplicate} or {@code replaced}
     * @param source with {@code id} its identity as an event
     * @param correction its number where a value was replaced, else null
     */
    @Schema(name = "ValueReceipt")
    public record Answer(
            String outcome, String source, String id, Long correction, List<CorrectionLog.Change> figures) {}

    /**
     * A reported value.
     *
     * @param author who reported it; null where it came as a plain event without one
     * @param expiresAt when it expires; null where it does not
     * @param correction the number of the correction that made it say so; null where none did
     */
    @Schema(name = "ReportedValue")
    public record ValueView(
            String source,
            String id,
            OffsetDateTime at,
            BigDecimal value,
            String unit,
            String author,
            String note,
            List<DocumentView> evidence,
            OffsetDateTime expiresAt,
            boolean expired,
            Long correction) {}

    /** @param mediaType null where the document is not here: the value came as an event that only names it */
    public record DocumentView(String sha256, String name, String mediaType, Long size) {}

    /** @param next pass it as {@code after} for the next page; null on the last */
    @Schema(name = "ReportedValues")
    public record Page(List<ValueView> values, String next) {}

    private final Declarations declarations;
    private final Intake intake;
    private final Identities identities;
    private final EventReader events;
    private final Evidence evidence;
    private final Clock clock;

    Values(
            Declarations declarations,
            Intake intake,
            Identities identities,
            EventReader events,
            Evidence evidence,
            Clock clock) {
        this.declarations = declarations;
        this.intake = intake;
        this.identities = identities;
        this.events = events;
        this.evidence = evidence;
        this.clock = clock;
    }

    /** An indicator whose values people report. */
    public record Asked(EffectiveDeclaration standing, Indicator indicator, Reported measure) {
        ZoneId zone() {
            return standing.declaration().zone();
        }
    }

    /**
     * The indicator by what a path names.
     *
     * @param project its id, or its declared name
     * @throws Problem 404 where there is none, 409 where it is measured
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
        if (indicator.measure() instanceof Reported reported) {
            return new Asked(effectiveDeclaration, indicator, reported);
        }
        throw new Problem(
                ErrorCode.NOT_REPORTED_BY_HAND,
                "the indicator " + id + " is measured: "
                        + indicator.measure().words().english());
    }

    /**
     * What was reported of an indicator, the newest first.
     *
     * @param after a page's {@code next}; null for the first page
     * @throws Problem 400 where there is no such page
     */
    public Page page(Asked asked, String after, int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(
                    ErrorCode.NO_SUCH_PAGE_SIZE, "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
        Instant now = clock.instant();
        try {
            EventReader.Page page = events.behind(
                    asked.measure().series(asked.zone()),
                    asked.standing().declaration().period(),
                    now,
                    Optional.ofNullable(after),
                    limit);
            List<JsonNode> data = new ArrayList<>();
            page.events().forEach(found -> data.add(json(found.data())));
            TreeSet<String> hashes = new TreeSet<>();
            data.forEach(one -> one.path("evidence")
                    .forEach(document -> hashes.add(document.path("sha256").asText())));
            Map<String, Evidence.Document> documents = evidence.documents(hashes);
            List<ValueView> values = new ArrayList<>();
            for (int i = 0; i < data.size(); i++) {
                values.add(view(asked, page.events().get(i), data.get(i), documents, now));
            }
            return new Page(values, page.next().orElse(null));
        } catch (IllegalArgumentException wrong) {
            throw new Problem(ErrorCode.NO_SUCH_PAGE, wrong.getMessage());
        }
    }

    private static JsonNode json(String data) {
        try {
            return EventJson.MAPPER.readTree(data);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the data of an event cannot be read back", broken);
        }
    }

    private static ValueView view(
            Asked asked, EventReader.Found found, JsonNode data, Map<String, Evidence.Document> known, Instant now) {
        ZoneId zone = asked.zone();
        List<DocumentView> documents = new ArrayList<>();
        data.path("evidence").forEach(document -> {
            String hash = document.path("sha256").asText();
            Evidence.Document kept = known.get(hash);
            documents.add(new DocumentView(
                    hash,
                    document.path("name").asText(kept == null ? null : kept.name()),
                    kept == null ? null : kept.mediaType(),
                    kept == null ? null : kept.size()));
        });
        Optional<OffsetDateTime> expires = asked.measure()
                .expires()
                .map(length -> found.time().atZone(zone).plus(length).toOffsetDateTime());
        return new ValueView(
                found.source(),
                found.id(),
                found.time().atZone(zone).toOffsetDateTime(),
                data.path("value").isNumber() ? data.path("value").decimalValue() : null,
                asked.indicator()
                        .targetAt(found.time(), zone)
                        .map(target -> target.unit().symbol())
                        .orElse(null),
                data.path("author").asText(null),
                data.path("note").asText(null),
                documents,
                expires.orElse(null),
                expires.filter(end -> !now.isBefore(end.toInstant())).isPresent(),
                found.correction());
    }

    /**
     * Reports a value. One of the same indicator and date that says something else is replaced, with a reason, as a correction.
     *
     * @param sender who reports, under whose name
     * @throws Problem where something is wrong with it; nothing was taken
     */
    public Answer report(Asked asked, Wanted wanted, Sender sender) {
        Instant now = clock.instant();
        Arrival arrival = arrival(asked, wanted, sender, now);
        Optional<Identities.Known> before =
                Optional.ofNullable(identities.known(List.of(arrival)).get(0));
        boolean replaces = before.isPresent() && !(before.get() instanceof Identities.Same);
        if (replaces && (wanted.reason() == null || wanted.reason().isBlank())) {
            throw new Problem(
                            ErrorCode.REPORTED_BEFORE,
                            before.get() instanceof Identities.Withdrawn
                                    ? "a value of this date was withdrawn; give a reason to report one again"
                                    : "another value was reported of this date; give a reason to replace it")
                    .with("source", SOURCE)
                    .with("id", arrival.event().id());
        }
        String reason = replaces ? wanted.reason().strip() : "";
        if (reason.length() > LONGEST_NOTE) {
            throw new Problem(ErrorCode.NO_REASON, "a reason may have " + LONGEST_NOTE + " characters at most");
        }
        Corrections.Change change = new Corrections.Change(
                replaces ? List.of() : List.of(arrival),
                replaces ? List.of(new Corrections.Replacement(arrival)) : List.of(),
                reason,
                sender.name(),
                now,
                Optional.empty());
        Corrections.Made made = intake.corrected(change, Corrections.Mode.MADE);
        String outcome = replaces ? "replaced" : made.fresh().accepted() == 1 ? "new" : "duplicate";
        return new Answer(
                outcome,
                SOURCE,
                arrival.event().id(),
                made.no().orElse(null),
                made.figures().stream()
                        .filter(Corrections.Consequence::changed)
                        .map(CorrectionLog.Change::of)
                        .toList());
    }

    private Arrival arrival(Asked asked, Wanted wanted, Sender sender, Instant now) {
        if (wanted == null || wanted.value() == null) {
            throw new Problem(ErrorCode.NO_VALUE, "value must be a number in the target's unit");
        }
        if ((wanted.date() == null) == (wanted.at() == null)) {
            throw new Problem(ErrorCode.NO_DATE, "either date, such as 2024-06-30, or at, an instant, must be given");
        }
        boolean completion = asked.indicator()
                .targetAt(now, asked.zone())
                .filter(target -> target.nature() == Target.Nature.COMPLETION)
                .isPresent();
        if (completion && (wanted.value().signum() < 0 || wanted.value().compareTo(WHOLE) > 0)) {
            throw new Problem(
                    ErrorCode.NO_COMPLETION,
                    "the completion of a qualitative target is from 0 to 100 percent, not "
                            + wanted.value()); // As it was written: 1e999999999 has a thousand million digits.
        }
        if (wanted.note() != null && wanted.note().length() > LONGEST_NOTE) {
            throw new Problem(ErrorCode.NOTE_TOO_LONG, "a note may have " + LONGEST_NOTE + " characters at most");
        }
        Instant at = wanted.at() != null
                ? wanted.at().toInstant()
                : wanted.date().atStartOfDay(asked.zone()).toInstant();
        var declaration = asked.standing().declaration();
        if (at.isBefore(declaration.period().start())
                || !at.isBefore(declaration.period().end())) {
            throw new Problem(
                    ErrorCode.NOT_IN_THE_YEAR,
                    "the date must lie from " + declaration.period().from() + " to "
                            + declaration.period().until().minusDays(1));
        }
        ObjectNode data = EventJson.MAPPER
                .createObjectNode()
                .put("project", declaration.name())
                .put("indicator", asked.indicator().name())
                .put("value", wanted.value())
                .put("author", sender.name());
        if (wanted.note() != null && !wanted.note().isBlank()) {
            data.put("note", wanted.note().strip());
        }
        documents(wanted, data);
        ObjectNode event = EventJson.MAPPER
                .createObjectNode()
                .put("specversion", "1.0")
                .put("source", SOURCE)
                .put(
                        "id",
                        declaration.year() + "/" + declaration.project() + "/"
                                + asked.indicator().id() + "/" + at)
                .put("type", Reported.TYPE)
                .put("time", at.toString());
        event.set("data", data);
        CloudEvents.Reading reading = CloudEvents.read(event.toString().getBytes(StandardCharsets.UTF_8), 0, now);
        reading.refusal().ifPresent(refusal -> {
            throw new Problem(ErrorCode.NO_SUCH_VALUE, refusal.detail().english());
        });
        Arrival arrival = reading.arrival().orElseThrow();
        Naming.of(sender, List.of(asked.standing())).refuses(arrival.event()).ifPresent(why -> {
            throw new Problem(ErrorCode.NOT_PERMITTED, why.english());
        });
        return arrival;
    }

    private void documents(Wanted wanted, ObjectNode data) {
        if (wanted.evidence() == null || wanted.evidence().isEmpty()) {
            return;
        }
        if (wanted.evidence().size() > MOST_DOCUMENTS || wanted.evidence().contains(null)) {
            throw new Problem(
                    ErrorCode.TOO_MANY_DOCUMENTS,
                    "evidence lists the SHA-256 of " + MOST_DOCUMENTS + " documents at most");
        }
        Map<String, Evidence.Document> known = new HashMap<>(evidence.documents(wanted.evidence()));
        ArrayNode list = data.putArray("evidence");
        for (String hash : new LinkedHashSet<>(wanted.evidence())) {
            Evidence.Document document = known.get(hash);
            if (document == null) {
                throw new Problem(
                        ErrorCode.UNKNOWN_DOCUMENT,
                        "no evidence has the SHA-256 " + hash + ": send the document to /api/v1/evidence first");
            }
            list.addObject().put("sha256", hash).put("name", document.name());
        }
    }
}
