package io.dabiao.alert;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.LiveChange;
import io.dabiao.evaluate.LiveState;
import io.dabiao.evaluate.VerdictHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Reads what was recorded into the book of alerts: every change of a verdict or a live state once and in order, and what
 * stands. Changes are written one transaction after the other, so that the one who has seen one has seen all before it.
 *
 * <p>Both are needed: a breach that came and went between two looks is only in the changes, and a draft that was approved
 * while breached is only in what stands.
 */
@ApplicationScoped
class VerdictChangeFollower {

    private static final int MOST = 2_000;

    private static final String VERDICTS = "verdict_change";
    private static final String LIVE = "live_change";

    private final Declarations declarations;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory history;
    private final Transactions transactions;
    private final List<AlertRule> rules;
    private final List<VerdictRule> verdictRules;

    VerdictChangeFollower(
            Declarations declarations,
            EvaluationCache evaluationCache,
            VerdictHistory history,
            Transactions transactions,
            @Any Instance<AlertRule> rules) {
        this.declarations = declarations;
        this.evaluationCache = evaluationCache;
        this.history = history;
        this.transactions = transactions;
        this.rules = rules.stream().toList();
        this.verdictRules = rules.stream()
                .filter(VerdictRule.class::isInstance)
                .map(VerdictRule.class::cast)
                .toList();
    }

    /** Within a transaction: whether there are changes that were not followed yet. */
    boolean news() {
        long verdict = seen(VERDICTS);
        long live = seen(LIVE);
        return transactions.joined(handle -> handle.createQuery("""
                        select exists (select from verdict_change where id > :verdict)
                            or exists (select from live_change where id > :live)""")
                .bind("verdict", verdict)
                .bind("live", live)
                .mapTo(boolean.class)
                .one());
    }

    /** Follows the next changes; returns whether there may be more. */
    boolean follow(AlertStateMachine alertStateMachine, Instant now) {
        List<VerdictChange> verdicts = history.changesAfter(seen(VERDICTS), MOST);
        if (!verdicts.isEmpty()) {
            evaluationCache.refresh(); // At least as new as the changes: both are committed together.
        }
        for (VerdictChange change : verdicts) {
            follow(change, alertStateMachine, now);
        }
        if (!verdicts.isEmpty()) {
            see(VERDICTS, verdicts.get(verdicts.size() - 1).id());
        }
        List<LiveChange> live = history.liveChangesAfter(seen(LIVE), MOST);
        for (LiveChange change : live) {
            follow(change, alertStateMachine, now);
        }
        if (!live.isEmpty()) {
            see(LIVE, live.get(live.size() - 1).id());
        }
        return verdicts.size() == MOST || live.size() == MOST;
    }

    private void follow(VerdictChange change, AlertStateMachine alertStateMachine, Instant now) {
        IndicatorRef key = change.ref();
        Optional<WatchedIndicator> watched = WatchedIndicator.of(declarations.inForce(), key, now);
        if (watched.isEmpty() || change.draft() || WatchedIndicator.tellsNothing(change.after())) {
            return; // What is closed is ended by what stands.
        }
        Optional<RecordedEvaluation> current = evaluationCache.row(key);
        verdictRules.forEach(rule -> rule.ended(watched.get(), change, alertStateMachine));
        verdictRules.forEach(rule -> rule.began(watched.get(), change, current, alertStateMachine));
    }

    private void follow(LiveChange change, AlertStateMachine alertStateMachine, Instant now) {
        if (change.draft()) {
            return;
        }
        WatchedIndicator.of(declarations.inForce(), change.ref(), now)
                .ifPresent(watched -> rules.forEach(rule -> rule.follow(watched, change, alertStateMachine)));
    }

    /** At the first look of all what was recorded before is history: what stands is told of, what was is not. */
    private long seen(String outbox) {
        return transactions.joined(handle -> handle.createQuery("select seen from alert_cursor where outbox = :outbox")
                .bind("outbox", outbox)
                .mapTo(long.class)
                .findOne()
                .orElseGet(() -> {
                    long newest = handle.createQuery("select coalesce(max(id), 0) from " + outbox)
                            .mapTo(long.class)
                            .one();
                    see(handle, outbox, newest);
                    return newest;
                }));
    }

    private void see(String outbox, long seen) {
        transactions.joined(handle -> see(handle, outbox, seen));
    }

    private static int see(Handle handle, String outbox, long seen) {
        return handle.createUpdate("""
                        insert into alert_cursor (outbox, seen) values (:outbox, :seen)
                        on conflict (outbox) do update set seen = excluded.seen""")
                .bind("outbox", outbox)
                .bind("seen", seen)
                .execute();
    }

    /** Brings the book to what stands: everything that is the matter now, and nothing else. */
    void look(AlertStateMachine alertStateMachine, List<Consumer<ActiveConditions>> shortfalls, Instant now) {
        ActiveConditions activeConditions = new ActiveConditions();
        shortfalls.forEach(draw -> draw.accept(activeConditions));
        Declarations.InForce inForce = declarations.inForce();
        // At least as new as every change that was followed above: both are committed together.
        evaluationCache.refresh();
        List<RecordedEvaluation> rows = evaluationCache.rows();
        List<LiveState> states = history.liveStates();
        // Read after the rows: a row that is newer than what was followed has its change among these.
        Set<IndicatorRef> unseen = unseen();
        for (RecordedEvaluation row : rows) {
            IndicatorRef key = row.ref();
            Optional<WatchedIndicator> watched = WatchedIndicator.of(inForce, key, now);
            if (watched.isEmpty()) {
                AlertStateMachine.End closed =
                        new AlertStateMachine.End(WatchedIndicator.closed(inForce, key, now), false);
                rules.forEach(rule -> activeConditions.ends(subject(row).fingerprint(rule.kind()), closed));
            } else if (row.version() == watched.get().standing().version()) {
                rules.forEach(rule -> rule.look(watched.get(), row, activeConditions));
                if (unseen.contains(key)) {
                    verdictRules.forEach(rule ->
                            activeConditions.unknown(watched.get().subject().fingerprint(rule.kind())));
                }
            } else {
                // An older version's evaluation says nothing of what is in force now.
                rules.forEach(
                        rule -> activeConditions.unknown(watched.get().subject().fingerprint(rule.kind())));
            }
        }
        for (LiveState row : states) {
            IndicatorRef key = row.ref();
            WatchedIndicator.of(inForce, key, now)
                    .ifPresent(watched -> rules.forEach(rule -> {
                        rule.look(watched, row, activeConditions);
                        if (unseen.contains(key) && rule.kind().pace() == AlertKind.Pace.OUTAGE) {
                            activeConditions.unknown(watched.subject().fingerprint(rule.kind()));
                        }
                    }));
        }
        rules.forEach(rule -> rule.look(now, activeConditions));
        alertStateMachine.look(activeConditions, now);
    }

    private static Subject subject(RecordedEvaluation row) {
        return new Subject(
                row.ref().year(),
                row.ref().project(),
                row.declared().project(),
                row.ref().id(),
                row.declared().name(),
                row.declared().level1(),
                row.declared().owner());
    }

    private Set<IndicatorRef> unseen() {
        long verdict = seen(VERDICTS);
        long live = seen(LIVE);
        return transactions.joined(handle -> handle.createQuery("""
                        select year, project, indicator from verdict_change where id > :verdict
                        union select year, project, indicator from live_change where id > :live""")
                .bind("verdict", verdict)
                .bind("live", live)
                .map(row -> new IndicatorRef(
                        row.getColumn("year", Integer.class),
                        row.getColumn("project", String.class),
                        row.getColumn("indicator", String.class)))
                .set());
    }
}
