package io.dabiao.work;

import io.dabiao.database.Transactions;
import io.dabiao.lifecycle.Draining;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Does what takes longer than a person waits for an answer. At one replica the works of a kind are done one after the other: they
 * want much memory, or would measure each other. What is asked for, how far it has come and how it ended are kept in the
 * database, so that the one who asked may leave, and any replica can answer.
 *
 * <p>A replica renews the lease of its works as long as it lives ({@link WorkLeasesJob}); work whose lease has run out has
 * failed. Nothing is done a second time: its owner is told, and asks again. Safe for use by several threads and replicas.
 */
@ApplicationScoped
public class WorkQueue {

    /** Work of whose replica nothing was heard for so long is lost. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(WorkQueue.class);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final String LOST = "the replica that worked on it is gone";

    /** What is to be done. What it throws, of whatever kind, is why the work failed. */
    @FunctionalInterface
    public interface Task {
        void run(WorkProgress progress) throws Exception;
    }

    private final Map<String, WorkKind> kinds;
    private final Clock clock;
    private final Transactions transactions;
    private final Map<String, ExecutorService> workers = new ConcurrentHashMap<>();
    /** Those of this replica. */
    private final Set<Long> here = ConcurrentHashMap.newKeySet();

    private volatile boolean stopping;

    WorkQueue(@All List<WorkKind> kinds, Clock clock, Transactions transactions) {
        this.transactions = transactions;
        this.kinds = kinds.stream().collect(Collectors.toMap(WorkKind::name, Function.identity()));
        this.clock = clock;
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent end) throws InterruptedException {
        stopping = true;
        for (Map.Entry<String, ExecutorService> worker : workers.entrySet()) {
            Draining.drain(worker.getValue(), STOP_PATIENCE, worker.getKey());
        }
    }

    /**
     * Puts work on record, within the transaction of the caller, who hands it to {@link #start} once that is committed.
     *
     * @param owner who asks
     * @param alone no two works of the kind with the same text run at once, of all replicas; empty for work that any may run beside
     * @return by which it is asked for; empty where work that it may not run beside is under way
     */
    public Optional<Long> enter(WorkKind kind, String owner, Optional<String> alone) {
        return transactions.joined(handle -> QueuedWorkRow.enter(handle, kind.name(), owner, alone, clock.instant()));
    }

    /** Does it when its turn has come. What is returned ends when the work has, however that was, and never fails. */
    public Future<?> start(WorkKind kind, long work, Task task) {
        here.add(work);
        return workers.computeIfAbsent(kind.name(), WorkQueue::worker).submit(() -> run(kind, work, task));
    }

    private static ExecutorService worker(String kind) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "dabiao-" + kind.replace(' ', '-'));
            thread.setDaemon(true);
            return thread;
        });
    }

    private void run(WorkKind kind, long work, Task task) {
        try {
            task.run(new Saying(work));
            end(kind, work, WorkState.DONE, Optional.empty());
        } catch (Throwable failed) { // Of any kind: one who waits for it is told, whatever it was.
            LOG.errorf(failed, "%s %d failed", kind.name(), work);
            end(kind, work, WorkState.FAILED, Optional.of(String.valueOf(failed.getMessage())));
        } finally {
            here.remove(work);
        }
    }

    private void end(WorkKind kind, long work, WorkState state, Optional<String> reason) {
        try {
            QuarkusTransaction.requiringNew().run(() -> end(work, state, reason));
        } catch (RuntimeException unavailable) {
            // The work itself is over. Its lease is not renewed any more, so that it does not stand as running for
            // ever.
            LOG.errorf(unavailable, "the end of %s %d is not on record", kind.name(), work);
        }
    }

    /** Once: what a task has ended by itself stays so. What was taken for lost meanwhile, and was done after all, has ended as it did. */
    private void end(long work, WorkState state, Optional<String> reason) {
        QueuedWorkRow.<QueuedWorkRow>findByIdOptional(work, LockModeType.PESSIMISTIC_WRITE)
                .filter(row -> row.state == WorkState.RUNNING || row.lost)
                .ifPresent(row -> {
                    row.state = state;
                    row.lost = false;
                    // The database keeps no zero characters, which the words of a stranger's answer may hold.
                    row.reason = reason.map(words -> words.replace('\0', ' ')).orElse(null);
                    row.endedAt = clock.instant();
                });
    }

    /** Asks the replica that has it to end it; false where it has ended, or there is none. */
    public boolean askToEnd(long work) {
        return QuarkusTransaction.requiringNew()
                        .call(() -> QueuedWorkRow.update(
                                "endAsked = true where id = ?1 and state = ?2", work, WorkState.RUNNING))
                == 1;
    }

    /** Empty where there is none, or it is no longer kept. */
    public Optional<QueuedWork> find(long work) {
        return QuarkusTransaction.requiringNew()
                .call(() -> QueuedWorkRow.<QueuedWorkRow>findByIdOptional(work).map(QueuedWorkRow::shown));
    }

    /** Those that there are, by id. */
    public Map<Long, QueuedWork> find(List<Long> works) {
        return works.isEmpty()
                ? Map.of()
                : QuarkusTransaction.requiringNew()
                        .call(() -> QueuedWorkRow.<QueuedWorkRow>list("id in ?1", works).stream()
                                .map(QueuedWorkRow::shown)
                                .collect(Collectors.toMap(QueuedWork::id, Function.identity())));
    }

    /** What somebody has under way of a kind that runs alone. */
    public Optional<QueuedWork> running(WorkKind kind, String alone) {
        return QuarkusTransaction.requiringNew()
                .call(() -> QueuedWorkRow.<QueuedWorkRow>find(
                                "kind = ?1 and alone = ?2 and state = ?3", kind.name(), alone, WorkState.RUNNING)
                        .firstResultOptional()
                        .map(QueuedWorkRow::shown));
    }

    /** Renews the leases of this replica's works, says which works of others are lost, and forgets those that were kept long enough. */
    void sweep(Instant now) {
        List<Long> mine = List.copyOf(here);
        if (!mine.isEmpty()) {
            transactions.update(handle -> QueuedWorkRow.renew(handle, mine));
        }
        List<QueuedWorkRow.Lost> lost = QuarkusTransaction.requiringNew().call(() -> {
            List<QueuedWorkRow.Lost> found =
                    transactions.joined(handle -> QueuedWorkRow.lost(handle, LEASE, LOST, now));
            found.forEach(one -> Optional.ofNullable(kinds.get(one.kind())).ifPresent(kind -> kind.lost(one.id())));
            return found;
        });
        lost.forEach(one -> LOG.warnf("%s %d has ended with the replica that worked on it", one.kind(), one.id()));
        QuarkusTransaction.requiringNew()
                .run(() -> kinds.values()
                        .forEach(kind -> QueuedWorkRow.delete(
                                "kind = ?1 and endedAt < ?2", kind.name(), now.minus(kind.kept()))));
    }

    private final class Saying implements WorkProgress {

        private final long work;

        Saying(long work) {
            this.work = work;
        }

        @Override
        public boolean at(int done, int of) {
            return said(
                    "done = ?1, total = ?2, seenAt = instant where id = ?3 and state = ?4 and endAsked = false",
                    done,
                    of);
        }

        @Override
        public boolean at(String note) {
            return said("note = ?1, seenAt = instant where id = ?2 and state = ?3 and endAsked = false", note);
        }

        @Override
        public void end(WorkState state, Optional<String> reason, Runnable kept) {
            QuarkusTransaction.requiringNew().run(() -> {
                kept.run();
                WorkQueue.this.end(work, state, reason);
            });
        }

        private boolean said(String change, Object... values) {
            Object[] all = java.util.Arrays.copyOf(values, values.length + 2);
            all[values.length] = work;
            all[values.length + 1] = WorkState.RUNNING;
            return !stopping && QuarkusTransaction.requiringNew().call(() -> QueuedWorkRow.update(change, all)) == 1;
        }
    }
}
