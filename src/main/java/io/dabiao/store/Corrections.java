package io.dabiao.store;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.audit.AuditSubject;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.database.Transactions;
import io.dabiao.store.ImpactCalculator.Figure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Withdraws and replaces facts. A correction is a record at a position of its own: the event's row stays as it came, and is
 * left out by the one who reads the log from that position on ({@code docs/decisions/0043-corrections.md}).
 *
 * <p>Safe for use by several threads and replicas: one correction is made at a time, and ingest goes on meanwhile.
 */
@ApplicationScoped
public class Corrections {

    /** Of {@code event e}, in a query: that its row counts, as far as the log goes. */
    static final String COUNTS = "not exists (select from corrected_event gone"
            + " where gone.was_batch = e.batch and gone.was_ord = e.ord)";

    /** The same at a position, given as the parameters {@code upTo}, the greatest batch, and {@code without}. */
    static final String COUNTED = "not exists (select from corrected_event gone"
            + " where gone.was_batch = e.batch and gone.was_ord = e.ord"
            + " and gone.batch <= :upTo and not gone.batch = any(:without))";

    /** {@link FactsReader} takes a batch for decided ten minutes after its number was given. */
    private static final long LONGEST_NANOS = 8 * 60_000_000_000L;

    /** What is to become of one event. */
    public sealed interface Step {
        String source();

        String id();
    }

    /** The event counts no more. */
    public record Withdrawal(String source, String id) implements Step {}

    /** The event says something else from now on; it may have been withdrawn before. */
    public record Replacement(Arrival arrival) implements Step {
        @Override
        public String source() {
            return arrival.event().source();
        }

        @Override
        public String id() {
            return arrival.event().id();
        }
    }

    /**
     * What is to be corrected, all of it or nothing.
     *
     * @param fresh events that come with it, such as the new rows of a corrected file
     * @param steps at most one for an event, and none for a fresh one
     * @param origin the file that it comes by; empty where somebody named the events
     */
    public record Change(
            List<Arrival> fresh, List<Step> steps, String reason, String author, Instant at, Optional<String> origin) {
        public Change {
            fresh = List.copyOf(fresh);
            steps = List.copyOf(steps);
        }
    }

    /** Whether a change is made, or only tried: then everything happens and is undone. */
    public enum Mode {
        MADE,
        TRIED
    }

    /** A figure before and after. */
    public record Consequence(Figure before, Figure after) {

        /** Whether it says something else; that a source was heard of is no other figure. */
        public boolean changed() {
            return !before.actual()
                            .map(java.math.BigDecimal::stripTrailingZeros)
                            .equals(after.actual().map(java.math.BigDecimal::stripTrailingZeros))
                    || !before.verdict().equals(after.verdict());
        }
    }

    /**
     * What was done.
     *
     * @param no of the correction; empty where it was only tried, and where there was nothing to correct
     * @param fresh events that are new
     * @param unchanged events that said so already, or were withdrawn already
     * @param figures those that rest on what was changed, whether they changed or not
     */
    public record Made(
            Optional<Long> no,
            EventLog.Appended fresh,
            int replaced,
            int withdrawn,
            int unchanged,
            List<Consequence> figures) {}

    /** An event that cannot be corrected; nothing was. */
    public static final class NotCorrectable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Why. */
        public enum Reason {
            /** No event of this source and id was ever taken. */
            UNKNOWN,
            /** Its row, or others of its days, were expired from the log, so the figures cannot be computed again. */
            EXPIRED
        }

        private final Reason reason;
        private final String source;
        private final String id;

        NotCorrectable(Reason reason, Step step) {
            super(reason + ": " + step.source() + " " + step.id());
            this.reason = reason;
            this.source = step.source();
            this.id = step.id();
        }

        public Reason reason() {
            return reason;
        }

        public String source() {
            return source;
        }

        public String id() {
            return id;
        }
    }

    private final Transactions transactions;
    private final SeriesRegister register;
    private final EventLog log;
    private final FactsReader reader;

    Corrections(Transactions transactions, SeriesRegister register, EventLog log, FactsReader reader) {
        this.transactions = transactions;
        this.register = register;
        this.log = log;
        this.reader = reader;
    }

    /**
     * Makes a change, or tries it.
     *
     * @throws NotCorrectable where one of the events cannot be corrected
     * @throws StoreUnavailable where nothing of it was kept
     */
    public Made make(Change change, Mode mode, ImpactCalculator impactCalculator) {
        List<Arrival> arrivals = Stream.concat(
                        change.fresh().stream(),
                        change.steps().stream()
                                .filter(Replacement.class::isInstance)
                                .map(step -> ((Replacement) step).arrival()))
                .toList();
        EventLog.Places places = log.places(arrivals);
        Transactions.Statements<Made> work = handle -> new Making(handle, change, mode, impactCalculator).made(places);
        return mode == Mode.MADE ? transactions.update(work) : transactions.attempt(work);
    }

    /** One step that changes something, resolved. */
    private record Resolved(Step step, CurrentEvents.CurrentEvent standing, Optional<CurrentEvents.Content> was) {}

    private final class Making {

        private final Handle handle;
        private final Connection connection;
        private final Change change;
        private final Mode mode;
        private final ImpactCalculator impactCalculator;
        private final List<Resolved> resolved = new ArrayList<>();
        private int unchanged;

        Making(Handle handle, Change change, Mode mode, ImpactCalculator impactCalculator) {
            this.handle = handle;
            this.connection = handle.getConnection();
            this.change = change;
            this.mode = mode;
            this.impactCalculator = impactCalculator;
        }

        Made made(EventLog.Places places) throws SQLException {
            bounded();
            // Folding first: the one who waits for it while holding the series' lock would make every batch wait.
            Locks.FOLDING.exclusive(connection);
            Locks.SERIES.shared(connection);
            SeriesRegister.Known known = register.load(handle);
            // What is corrected is looked up before the position is taken: so its batch is in it, and folded.
            resolve();
            if (resolved.isEmpty() && change.fresh().isEmpty()) {
                return new Made(Optional.empty(), new EventLog.Appended(0, 0, 0), 0, 0, unchanged, List.of());
            }
            Position position = FactsReader.position(handle);
            Folding.foldUpTo(connection, position);
            Recomputation recomputation = new Recomputation(handle, known);
            resolved.forEach(one -> one.was().ifPresent(was -> recomputation.touch(was.event())));
            List<Arrival> replacements = replacements();
            Set<Series> touched = touched(known, recomputation, replacements);
            List<Figure> before = impactCalculator.figures(view(position), touched, change.at());

            long begun = System.nanoTime();
            long batch = nextBatch();
            List<Arrival> all = Stream.concat(change.fresh().stream(), replacements.stream())
                    .toList();
            EventLog.Rows rows = new EventLog.Rows(all, change.fresh().size(), places.sources(), places.types());
            BitSet fresh = rows.claim(connection, batch);
            BitSet written = (BitSet) fresh.clone();
            written.set(change.fresh().size(), all.size());
            rows.copy(connection, batch, written);
            Optional<Long> no = resolved.isEmpty() ? Optional.empty() : Optional.of(record(batch, fresh.cardinality()));
            recomputation.run(position);
            RollupDelta rollupDelta = EventLog.fold(rows, written, known);
            Folding.merge(connection, rollupDelta);
            noteBatch(batch, known, rows, written, fresh, recomputation, rollupDelta);
            if (no.isEmpty() && !fresh.isEmpty()) {
                auditFresh(fresh.cardinality());
            }

            List<Figure> after = impactCalculator.figures(view(position.with(batch)), touched, change.at());
            List<Consequence> figures = consequences(before, after);
            if (no.isPresent()) {
                recordFigures(no.get(), figures);
            }
            if (System.nanoTime() - begun > LONGEST_NANOS) {
                throw new StoreUnavailable("the correction took too long; nothing of it was kept", null);
            }
            int withdrawn = (int) resolved.stream()
                    .filter(one -> one.step() instanceof Withdrawal)
                    .count();
            return new Made(
                    mode == Mode.MADE ? no : Optional.empty(),
                    new EventLog.Appended(fresh.cardinality(), change.fresh().size() - fresh.cardinality(), 0),
                    resolved.size() - withdrawn,
                    withdrawn,
                    unchanged,
                    figures);
        }

        private void bounded() {
            handle.execute("set local statement_timeout = '120s'");
            handle.execute("set local idle_in_transaction_session_timeout = '60s'");
        }

        private void resolve() {
            List<Step> steps = change.steps();
            Map<Integer, CurrentEvents.CurrentEvent> standings = CurrentEvents.of(
                    handle,
                    steps.stream().map(Step::source).toList(),
                    steps.stream().map(Step::id).toList());
            Map<Step, CurrentEvents.CurrentEvent> changing = new LinkedHashMap<>();
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                CurrentEvents.CurrentEvent currentEvent = standings.get(i);
                if (currentEvent == null) {
                    throw new NotCorrectable(NotCorrectable.Reason.UNKNOWN, step);
                }
                boolean same = step instanceof Replacement replacement
                        ? currentEvent
                                .digest()
                                .filter(replacement.arrival()::says)
                                .isPresent()
                        : currentEvent.place().isEmpty();
                if (same) {
                    unchanged++;
                } else {
                    changing.put(step, currentEvent);
                }
            }
            Map<CurrentEvents.Place, CurrentEvents.Content> contents = CurrentEvents.contents(
                    handle,
                    changing.values().stream()
                            .flatMap(one -> one.place().stream())
                            .toList());
            for (Map.Entry<Step, CurrentEvents.CurrentEvent> entry : changing.entrySet()) {
                Optional<CurrentEvents.Content> was = entry.getValue().place().map(contents::get);
                if (was.isEmpty() && entry.getValue().place().isPresent()) {
                    throw new NotCorrectable(NotCorrectable.Reason.EXPIRED, entry.getKey());
                }
                resolved.add(new Resolved(entry.getKey(), entry.getValue(), was));
            }
        }

        private List<Arrival> replacements() {
            List<Arrival> replacements = new ArrayList<>();
            for (Resolved one : resolved) {
                if (one.step() instanceof Replacement replacement) {
                    replacements.add(replacement.arrival());
                }
            }
            return replacements;
        }

        private Set<Series> touched(
                SeriesRegister.Known known, Recomputation recomputation, List<Arrival> replacements) {
            Set<Integer> numbers = new HashSet<>();
            recomputation.touched().forEach(key -> numbers.add(key.series()));
            Set<Series> touched = new HashSet<>();
            known.bySeries().values().stream()
                    .filter(kept -> numbers.contains(kept.number()))
                    .forEach(kept -> touched.add(kept.series()));
            Stream.concat(change.fresh().stream(), replacements.stream()).forEach(arrival -> {
                Event event = arrival.event();
                for (SeriesRegister.Kept kept : known.byType().getOrDefault(event.type(), List.of())) {
                    if (kept.series().fold(event).isPresent()) {
                        touched.add(kept.series());
                    }
                }
            });
            return touched;
        }

        private ImpactCalculator.View view(Position position) {
            return (since, until, at) -> reader.readFolded(handle, since, until, at, position);
        }

        private long nextBatch() {
            return handle.createQuery("select nextval('batch_no')")
                    .mapTo(long.class)
                    .one();
        }

        /** The correction and its events; they take effect with the batch. */
        private long record(long batch, int added) {
            int withdrawn = (int) resolved.stream()
                    .filter(one -> one.step() instanceof Withdrawal)
                    .count();
            long no = handle.createQuery("""
                            insert into correction (batch, reason, author, recorded_at, origin, added, replaced,
                                withdrawn)
                            values (:batch, :reason, :author, :at, :origin, :added, :replaced, :withdrawn)
                            returning no""")
                    .bind("batch", batch)
                    .bind("reason", change.reason())
                    .bind("author", change.author())
                    .bind("at", change.at())
                    .bind("origin", change.origin().orElse(null))
                    .bind("added", added)
                    .bind("replaced", resolved.size() - withdrawn)
                    .bind("withdrawn", withdrawn)
                    .mapTo(long.class)
                    .one();
            recordEvents(no, batch);
            audit(no, withdrawn);
            return no;
        }

        private void recordEvents(long no, long batch) {
            PreparedBatch events = handle.prepareBatch("""
                    insert into corrected_event (correction, batch, source_no, id, step, was_batch, was_ord, was,
                                                 now_batch, now_ord, now, digest)
                    values (:correction, :batch, :source, :id, :step, :wasBatch, :wasOrd, :was::json,
                            :nowBatch, :nowOrd, :now::json, :digest)""");
            int ord = change.fresh().size();
            for (Resolved one : resolved) {
                Optional<CurrentEvents.Place> was =
                        one.standing().place().filter(place -> one.was().isPresent());
                Optional<Arrival> now = Optional.of(one.step())
                        .filter(Replacement.class::isInstance)
                        .map(step -> ((Replacement) step).arrival());
                events.bind("correction", no)
                        .bind("batch", batch)
                        .bind("source", one.standing().source())
                        .bind("id", one.standing().id())
                        .bind("step", one.standing().steps() + 1)
                        .bind("wasBatch", was.map(CurrentEvents.Place::batch).orElse(null))
                        .bind("wasOrd", was.map(CurrentEvents.Place::ord).orElse(null))
                        .bind("was", was.map(place -> said(one.was().get())).orElse(null))
                        .bind("nowBatch", now.isPresent() ? (Long) batch : null)
                        .bind("nowOrd", now.isPresent() ? (Integer) ord++ : null)
                        .bind(
                                "now",
                                now.map(arrival -> said(new CurrentEvents.Content(arrival.event(), arrival.data())))
                                        .orElse(null))
                        .bind("digest", now.map(Arrival::digest).orElse(null))
                        .add();
            }
            if (!resolved.isEmpty()) {
                events.execute();
            }
        }

        private String said(CurrentEvents.Content content) {
            return "{\"type\":" + EventJson.quoted(content.event().type()) + ",\"time\":\""
                    + content.event().time() + "\",\"data\":" + content.data() + "}";
        }

        /** Events that a person entered or uploaded, and that replace none. */
        private void auditFresh(int added) {
            Event first = change.fresh().get(0).event();
            AuditLog.record(
                    handle,
                    change.at(),
                    change.author(),
                    change.origin().isPresent() ? AuditAct.FILE_IMPORTED : AuditAct.VALUE_REPORTED,
                    change.origin().orElse(first.source() + " " + first.id()),
                    AuditDetail.of(AuditPhrase.EVENTS, added).and(AuditPhrase.OF_TYPE, first.type()));
        }

        private void audit(long no, int withdrawn) {
            AuditLog.record(
                    handle,
                    change.at(),
                    change.author(),
                    AuditAct.FACTS_CORRECTED,
                    AuditSubject.CORRECTION.numbered(no),
                    AuditDetail.of(AuditPhrase.REPLACED, resolved.size() - withdrawn)
                            .and(AuditPhrase.WITHDRAWN, withdrawn)
                            .and(AuditPhrase.AS_WRITTEN, change.reason()));
        }

        private void noteBatch(
                long batch,
                SeriesRegister.Known known,
                EventLog.Rows rows,
                BitSet written,
                BitSet fresh,
                Recomputation recomputation,
                RollupDelta rollupDelta)
                throws SQLException {
            Set<Integer> touched = new HashSet<>();
            recomputation.touched().forEach(key -> touched.add(key.series()));
            rollupDelta.days().keySet().forEach(key -> touched.add(key.series()));
            Instant newest = rows.newest(written);
            EventLog.record(
                    connection,
                    batch,
                    known.generation(),
                    written.cardinality(),
                    change.fresh().size() - fresh.cardinality(),
                    0,
                    touched,
                    newest.isAfter(change.at()) ? newest : null);
        }

        private List<Consequence> consequences(List<Figure> before, List<Figure> after) {
            record Key(int year, String project, String indicator) {
                static Key of(Figure figure) {
                    return new Key(figure.year(), figure.project(), figure.indicator());
                }
            }
            Map<Key, Figure> then = new HashMap<>();
            before.forEach(figure -> then.put(Key.of(figure), figure));
            List<Consequence> consequences = new ArrayList<>();
            for (Figure figure : after) {
                Figure was = then.get(Key.of(figure));
                if (was != null) {
                    consequences.add(new Consequence(was, figure));
                }
            }
            return consequences;
        }

        private void recordFigures(long no, List<Consequence> consequences) {
            PreparedBatch figures = handle.prepareBatch("""
                    insert into corrected_figure (correction, year, project, indicator, name, unit, before, after,
                        before_verdict, after_verdict, before_stale, after_stale, changed)
                    values (:correction, :year, :project, :indicator, :name, :unit, :before, :after,
                        :beforeVerdict, :afterVerdict, :beforeStale, :afterStale, :changed)""");
            for (Consequence one : consequences) {
                figures.bind("correction", no)
                        .bind("year", one.after().year())
                        .bind("project", one.after().project())
                        .bind("indicator", one.after().indicator())
                        .bind("name", one.after().name())
                        .bind("unit", one.after().unit().orElse(null))
                        .bind("before", one.before().actual().orElse(null))
                        .bind("after", one.after().actual().orElse(null))
                        .bind("beforeVerdict", one.before().verdict())
                        .bind("afterVerdict", one.after().verdict())
                        .bind("beforeStale", one.before().stale())
                        .bind("afterStale", one.after().stale())
                        .bind("changed", one.changed())
                        .add();
            }
            if (!consequences.isEmpty()) {
                figures.execute();
            }
        }
    }
}
