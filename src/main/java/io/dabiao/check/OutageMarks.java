package io.dabiao.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Sender;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.declaration.Marked;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.ingest.Intake;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventJson;
import io.dabiao.store.NewestEvents;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The outages of probed sites, and what people say of them afterwards. A mark changes no fact and no figure: it is a fact of its own,
 * from which the figure without the outage follows. Safe for use by several threads.
 */
@ApplicationScoped
public class OutageMarks {

    private static final Sender SENDER = new Sender("outage marks", Set.of(), Set.of(), false);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int LONGEST_REASON = 200;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** By which the probes of an outage are told apart: measures may select by them. */
    private static final List<String> TOLD_APART =
            List.of("ok", Maintenance.ATTRIBUTE, Probe.BECAUSE, ServiceHours.ATTRIBUTE);

    /**
     * An outage, as the log has it.
     *
     * @param ended empty while it goes on
     * @param maintenance the window that it lies in; empty where none was announced
     * @param outside whether it lies outside of the service hours
     * @param mark what was said of it afterwards
     */
    public record Outage(
            String id,
            Instant began,
            Optional<Instant> ended,
            String reason,
            String detail,
            String detailZh,
            Optional<String> maintenance,
            boolean outside,
            Optional<Mark> mark) {}

    /** That it was maintenance, who says so and why. */
    public record Mark(String author, String reason) {}

    private final NewestEvents events;
    private final Transactions transactions;
    private final Intake intake;
    private final Declarations declarations;
    private final Clock clock;

    OutageMarks(NewestEvents events, Transactions transactions, Intake intake, Declarations declarations, Clock clock) {
        this.events = events;
        this.transactions = transactions;
        this.intake = intake;
        this.declarations = declarations;
        this.clock = clock;
    }

    /** The outages of a site that began within the last 400 days, the newest first. */
    public List<Outage> of(String site) {
        Instant since = clock.instant().minus(LONGEST);
        List<String> sources = List.of(Probe.source(site) + "/outages");
        return transactions.query(handle -> {
            Map<String, Instant> ends = new HashMap<>();
            for (Event end : events.all(handle, sources, Probe.OUTAGE_ENDED, since)) {
                ends.put(text(end, "outage"), end.time());
            }
            Map<String, Mark> marks = new HashMap<>();
            for (Event mark : events.all(handle, List.of(source(site)), Marked.OUTAGE, since)) {
                marks.put(text(mark, "outage"), new Mark(text(mark, "author"), text(mark, "why")));
            }
            List<Outage> outages = new ArrayList<>();
            for (Event outage : events.all(handle, sources, Probe.OUTAGE, since)) {
                outages.add(
                        0,
                        new Outage(
                                outage.id(),
                                outage.time(),
                                Optional.ofNullable(ends.get(outage.id())),
                                text(outage, "reason"),
                                text(outage, "detail"),
                                text(outage, "detailZh"),
                                Optional.of(text(outage, Maintenance.ATTRIBUTE)).filter(one -> !one.isEmpty()),
                                !text(outage, ServiceHours.ATTRIBUTE).isEmpty(),
                                Optional.ofNullable(marks.get(outage.id()))));
            }
            return outages;
        });
    }

    /**
     * Says of an outage that is over that it was maintenance.
     *
     * @param reason why, in 1 to 200 characters
     * @throws Problem where there is no such outage, it goes on, was announced or marked already, or no reason is given
     */
    public void mark(String site, String id, String author, String reason) {
        String why = reason == null ? "" : reason.strip().replaceAll("\\p{Cntrl}+", " ");
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw new Problem(
                    ErrorCode.NO_REASON, "say in reason what was done, in 1 to " + LONGEST_REASON + " characters");
        }
        Outage outage = of(site).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_OUTAGE, "the site has no outage with the id " + id));
        Instant ended = outage.ended()
                .orElseThrow(() -> new Problem(ErrorCode.IT_GOES_ON, "the outage can be marked once it has ended"));
        if (outage.maintenance().isPresent()) {
            throw new Problem(ErrorCode.ANNOUNCED, "the outage lies in announced work and is left out by that");
        }
        outage.mark().ifPresent(mark -> {
            throw new Problem(ErrorCode.MARKED, mark.author() + " marked it: " + mark.reason());
        });
        Instant now = clock.instant();
        List<Arrival> arrivals = new ArrayList<>();
        for (byte[] event : written(site, outage, ended, author, why)) {
            arrivals.add(CloudEvents.read(event, 0, now).arrival().orElseThrow());
        }
        intake.whole(arrivals, SENDER);
        QuarkusTransaction.requiringNew()
                .run(() -> AuditLog.record(
                        now, author, AuditAct.OUTAGE_MARKED, site + " " + id, AuditDetail.asWritten(why)));
    }

    private List<byte[]> written(String site, Outage outage, Instant ended, String author, String why) {
        ZoneId zone = declarations.zone();
        String words = site + " " + MINUTE.format(outage.began().atZone(zone)) + "–" + MINUTE.format(ended.atZone(zone))
                + " " + why + " / " + author;
        List<Event> probes = transactions.query(
                handle -> events.between(handle, Probe.source(site), Probe.TYPE, outage.began(), ended));
        Map<List<String>, List<Event>> groups = new LinkedHashMap<>();
        for (Event probe : probes) {
            LocalDate day = probe.time().atZone(zone).toLocalDate();
            List<String> key = new ArrayList<>(List.of(day.toString()));
            TOLD_APART.forEach(attribute -> key.add(text(probe, attribute)));
            groups.computeIfAbsent(key, any -> new ArrayList<>()).add(probe);
        }
        List<byte[]> all = new ArrayList<>();
        int number = 0;
        for (List<Event> group : groups.values()) {
            Event first = group.get(0);
            ObjectNode data = data(site, outage, author, why, words)
                    .put("ok", "true".equals(text(first, "ok")))
                    .put(Marked.COUNT, group.size())
                    .put("interval", group.stream().map(OutageMarks::seconds).reduce(BigDecimal.ZERO, BigDecimal::add));
            for (String attribute : TOLD_APART.subList(1, TOLD_APART.size())) {
                if (!text(first, attribute).isEmpty()) {
                    data.put(attribute, text(first, attribute));
                }
            }
            all.add(ProbeEvents.event(source(site), outage.id() + "/" + number++, Marked.PROBES, first.time(), data));
        }
        ObjectNode data = data(site, outage, author, why, words).put("reason", outage.reason());
        if (outage.outside()) {
            data.put(ServiceHours.ATTRIBUTE, ServiceHours.MARK);
        }
        all.add(ProbeEvents.event(source(site), outage.id(), Marked.OUTAGE, outage.began(), data));
        return all;
    }

    private static ObjectNode data(String site, Outage outage, String author, String why, String words) {
        return EventJson.MAPPER
                .createObjectNode()
                .put("site", site)
                .put("outage", outage.id())
                .put("author", author)
                .put("why", why)
                .put(Marked.WORDS, words);
    }

    private static String source(String site) {
        return Probe.source(site) + "/marks";
    }

    private static BigDecimal seconds(Event probe) {
        return probe.attributes().get("interval") instanceof Attribute.Number number ? number.value() : BigDecimal.ZERO;
    }

    private static String text(Event event, String attribute) {
        return Optional.ofNullable(event.attributes().get(attribute))
                .map(Attribute::text)
                .orElse("");
    }
}
