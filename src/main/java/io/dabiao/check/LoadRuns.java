package io.dabiao.check;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.audit.AuditSubject;
import io.dabiao.check.load.LoadOutcome;
import io.dabiao.core.text.Words;
import io.dabiao.database.Transactions;
import io.dabiao.work.QueuedWork;
import io.dabiao.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The runs of load checks on record, of all replicas. Safe for use by several threads. */
@ApplicationScoped
public class LoadRuns {

    /**
     * A run.
     *
     * @param tool which made the load, {@code dabiao} or another
     * @param by who started it
     * @param ended empty while it goes on
     * @param progress how it goes, or went last, as JSON; empty a day after the end
     * @param outcome a word of {@link LoadOutcome}; empty while it goes on
     * @param users the highest level sustained; empty where nothing is known
     * @param evidence levels with their latency distributions, as JSON
     */
    public record Run(
            UUID id,
            String site,
            String project,
            int year,
            String tool,
            String by,
            Instant begun,
            Optional<Instant> ended,
            Optional<String> progress,
            Optional<String> outcome,
            Optional<Integer> users,
            Optional<Words> sentence,
            Optional<String> evidence) {}

    /**
     * What a run has found.
     *
     * @param event as JSON; empty where the run says nothing
     */
    record Result(
            LoadOutcome outcome, Optional<Integer> users, Words sentence, String evidence, Optional<String> event) {}

    /** Of a site, that are shown. */
    private static final int NEWEST = 50;

    private final WorkQueue queue;
    private final Transactions transactions;

    LoadRuns(WorkQueue queue, Transactions transactions) {
        this.queue = queue;
        this.transactions = transactions;
    }

    /**
     * Puts a run on record.
     *
     * @param entered enters its work, empty where another is under way
     * @return the work
     */
    Optional<Long> begin(UUID id, Load load, String tool, String by, Instant at, Supplier<Optional<Long>> entered) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<Long> work = entered.get();
            if (work.isPresent()) {
                transactions.joined(handle -> LoadRunRow.reserve(handle, id, load, tool, by, at));
                LoadRunRow.<LoadRunRow>findById(id).work = work.get();
                AuditLog.record(
                        at, by, AuditAct.LOAD_STARTED, load.check().site(), AuditDetail.of(AuditPhrase.RUN, id));
            }
            return work;
        });
    }

    /** Puts the end of a run on record whose replica has died; within the transaction of the caller. */
    static void lost(long work, Instant at) {
        Words why = Words.of(LoadRuns.class, "theReplicaThatRanItEnded");
        LoadRunRow.update(
                "ended = ?1, outcome = ?2, sentence = ?3, sentenceZh = ?4 where work = ?5 and ended is null",
                at,
                LoadOutcome.FAILED.word(),
                why.english(),
                why.chinese(),
                work);
    }

    /** Asks the replica that runs it to end a run; false where it has ended, or never was. */
    boolean abort(UUID id, String by, Instant at) {
        return QuarkusTransaction.requiringNew().call(() -> {
            boolean asked = LoadRunRow.<LoadRunRow>findByIdOptional(id)
                    .filter(row -> row.ended == null && row.work != null)
                    .filter(row -> queue.askToEnd(row.work))
                    .isPresent();
            if (asked) {
                AuditLog.record(at, by, AuditAct.LOAD_ENDED, AuditSubject.LOAD_RUN.numbered(id), AuditDetail.NONE);
            }
            return asked;
        });
    }

    /**
     * Within the transaction of the caller. A run that was taken for lost meanwhile stays so: another may have measured beside it.
     */
    static void end(UUID id, Result result, Instant at) {
        LoadRunRow.<LoadRunRow>findByIdOptional(id)
                .filter(row -> row.ended == null)
                .ifPresent(row -> row.ends(result, at));
    }

    /** Puts on record what another tool has found; false where it was on record before. */
    boolean add(UUID id, Load load, String tool, String by, Instant at, Result result) {
        return QuarkusTransaction.requiringNew().call(() -> {
            boolean added = transactions.joined(handle -> LoadRunRow.reserve(handle, id, load, tool, by, at));
            if (added) {
                LoadRunRow.<LoadRunRow>findById(id).ends(result, at);
                AuditLog.record(
                        at,
                        by,
                        AuditAct.LOAD_EVIDENCE,
                        load.check().site(),
                        AuditDetail.asWritten(tool).and(AuditPhrase.RUN, id));
            }
            return added;
        });
    }

    /** The events of ended runs that were not handed over yet, by run. */
    Map<UUID, byte[]> untold() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<UUID, byte[]> events = new LinkedHashMap<>();
            LoadRunRow.<LoadRunRow>list("event is not null and told = false order by begun")
                    .forEach(row -> events.put(row.id, row.event.getBytes(StandardCharsets.UTF_8)));
            return events;
        });
    }

    void told(UUID id) {
        QuarkusTransaction.requiringNew().run(() -> LoadRunRow.update("told = true where id = ?1", id));
    }

    public Optional<Run> run(UUID id) {
        return shown(QuarkusTransaction.requiringNew().call(() -> LoadRunRow.list("id", id))).stream()
                .findFirst();
    }

    /** The newest runs of a site, the newest first, 50 at most. */
    public List<Run> of(String site) {
        return shown(QuarkusTransaction.requiringNew()
                .call(() -> LoadRunRow.find("site = ?1 order by begun desc", site)
                        .page(0, NEWEST)
                        .list()));
    }

    private List<Run> shown(List<LoadRunRow> rows) {
        Map<Long, QueuedWork> works = queue.find(
                rows.stream().map(row -> row.work).filter(Objects::nonNull).toList());
        return rows.stream()
                .map(row -> new Run(
                        row.id,
                        row.site,
                        row.project,
                        row.year,
                        row.tool,
                        row.begunBy,
                        row.begun,
                        Optional.ofNullable(row.ended),
                        Optional.ofNullable(row.work).map(works::get).flatMap(QueuedWork::note),
                        Optional.ofNullable(row.outcome),
                        Optional.ofNullable(row.users),
                        Optional.ofNullable(row.sentence)
                                .map(english -> new Words(
                                        english,
                                        Optional.ofNullable(row.sentenceZh).orElse(english))),
                        Optional.ofNullable(row.evidence)))
                .toList();
    }
}
