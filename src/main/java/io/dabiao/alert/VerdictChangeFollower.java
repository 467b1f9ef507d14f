package io.dabiao.alert;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.LiveChange;
import io.dabiao.evaluate.LiveState;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.store.Transactions;
import io.dabiao.yaml.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
    private static final Duration TROUBLE_HOLD = Duration.ofMinutes(1);
    /** A replica that has not said for so long what fails there is gone. */
    private static final Duration TROUBLE_LASTS = Duration.ofMinutes(1);

    private static final String VERDICTS = "verdict_change";
    private static final String LIVE = "live_change";

    private final Declarations declarations;
    private final DeclaredSecrets secrets;
    private final AlertFile file;
    private final EvaluationCache evaluationCache;
    private final VerdictHistory history;
    private final Transactions transactions;

    VerdictChangeFollower(
            Declarations declarations,
            DeclaredSecrets secrets,
            AlertFile file,
            EvaluationCache evaluationCache,
            VerdictHistory history,
            Transactions transactions) {
        this.declarations = declarations;
        this.secrets = secrets;
        this.file = file;
        this.evaluationCache = evaluationCache;
        this.history = history;
        this.transactions = transactions;
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
        Optional<AlertRules> findings = AlertRules.of(declarations.inForce(), key, now);
        if (findings.isEmpty() || change.draft() || AlertRules.tellsNothing(change.after())) {
            return; // What is closed is ended by what stands.
        }
        Optional<RecordedEvaluation> current = evaluationCache.row(key);
        Optional<Words> outlook = current.flatMap(AlertRules::outlook);
        long samples = current.map(AlertRules::samples).orElse(0L);
        Optional<Condition> condition = findings.get().of(change, outlook, samples);
        Words because = change.sentence();
        for (AlertKind alertKind : AlertRules.OF_VERDICT) {
            String fingerprint = findings.get().subject().fingerprint(alertKind);
            boolean lingers = alertKind == AlertKind.AT_RISK
                    && alertStateMachine.fires(fingerprint)
                    && findings.get().riskLingers(change.after(), change.probability(), change.stale());
            if (!lingers && condition.filter(one -> one.kind() == alertKind).isEmpty()) {
                boolean superseded = condition
                        .filter(one -> one.kind() == AlertKind.BREACHED)
                        .isPresent();
                alertStateMachine.ended(
                        fingerprint, change.recordedAt(), new AlertStateMachine.End(because, superseded));
            }
        }
        condition.ifPresent(one -> alertStateMachine.holds(one, change.recordedAt()));
    }

    private void follow(LiveChange change, AlertStateMachine alertStateMachine, Instant now) {
        IndicatorRef key = change.ref();
        Optional<AlertRules> findings = AlertRules.of(declarations.inForce(), key, now);
        if (findings.isEmpty() || change.draft() || AlertRules.livesOn(change.after())) {
            return;
        }
        Optional<Condition> condition = findings.get().of(change);
        condition.ifPresent(one -> alertStateMachine.holds(one, change.at()));
        if (condition.isEmpty()) {
            alertStateMachine.ended(
                    findings.get().subject().fingerprint(AlertKind.LIVE),
                    change.at(),
                    new AlertStateMachine.End(new Words("within bounds again", "实时状态恢复正常"), false));
        }
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
            Optional<AlertRules> findings = AlertRules.of(inForce, key, now);
            if (findings.isEmpty()) {
                AlertStateMachine.End closed = new AlertStateMachine.End(AlertRules.closed(inForce, key, now), false);
                for (AlertKind alertKind : AlertKind.values()) {
                    activeConditions.ends(subject(row).fingerprint(alertKind), closed);
                }
            } else if (row.version() == findings.get().standing().version()) {
                look(findings.get(), row, activeConditions);
                if (unseen.contains(key)) {
                    AlertRules.OF_VERDICT.forEach(alertKind ->
                            activeConditions.unknown(findings.get().subject().fingerprint(alertKind)));
                }
            } else {
                // An older version's evaluation says nothing of what is in force now.
                for (AlertKind alertKind : AlertKind.values()) {
                    activeConditions.unknown(findings.get().subject().fingerprint(alertKind));
                }
            }
        }
        for (LiveState row : states) {
            IndicatorRef key = row.ref();
            AlertRules.of(inForce, key, now).ifPresent(alertRules -> {
                alertRules.live(row).ifPresent(activeConditions::holds);
                if (AlertRules.livesOn(row.state()) || unseen.contains(key)) {
                    activeConditions.unknown(alertRules.subject().fingerprint(AlertKind.LIVE));
                }
            });
        }
        ofTheService(inForce, now).forEach(activeConditions::holds);
        alertStateMachine.look(activeConditions, now);
    }

    /** What an evaluation says. */
    static void look(AlertRules alertRules, RecordedEvaluation row, ActiveConditions activeConditions) {
        Optional<Condition> verdict = alertRules.verdict(row);
        Words because = row.sentence();
        boolean breached = verdict.filter(condition -> condition.kind() == AlertKind.BREACHED)
                .isPresent();
        for (AlertKind alertKind : AlertRules.OF_VERDICT) {
            String fingerprint = alertRules.subject().fingerprint(alertKind);
            activeConditions.ends(fingerprint, new AlertStateMachine.End(because, breached));
            if (AlertRules.tellsNothing(row.verdict())) {
                activeConditions.unknown(fingerprint);
            }
        }
        if (alertRules.riskLingers(row.verdict(), row.expected().probability(), row.stale())) {
            activeConditions.lingers(alertRules.subject().fingerprint(AlertKind.AT_RISK));
        }
        String allowance = alertRules.subject().fingerprint(AlertKind.ALLOWANCE_LOW);
        activeConditions.ends(allowance, new AlertStateMachine.End(because, breached));
        if (row.figures().actual() == null) {
            activeConditions.unknown(allowance);
        }
        Words heard = new Words("heard again", "已恢复收到数据");
        activeConditions.ends(
                alertRules.subject().fingerprint(AlertKind.STALE), new AlertStateMachine.End(heard, false));
        activeConditions.ends(
                alertRules.subject().fingerprint(AlertKind.VALUE_DUE),
                new AlertStateMachine.End(new Words("reported", "已填报"), false));
        verdict.ifPresent(activeConditions::holds);
        alertRules.silent(row).ifPresent(activeConditions::holds);
        alertRules.allowance(row).ifPresent(activeConditions::holds);
        alertRules.coverage(row).ifPresent(activeConditions::holds);
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

    private List<Condition> ofTheService(Declarations.InForce inForce, Instant now) {
        List<Condition> conditions = new java.util.ArrayList<>();
        inForce.refused()
                .forEach((name, faults) -> conditions.add(refused(AlertKind.DECLARATION_REJECTED, name, faults, now)));
        if (!file.faults().isEmpty()) {
            conditions.add(refused(AlertKind.SERVICE, file.faults().get(0).file(), file.faults(), now));
        }
        for (Trouble trouble : Trouble.seenAfter(now.minus(TROUBLE_LASTS))) {
            conditions.add(service(
                    trouble.part,
                    new Words(trouble.part + " fails: " + trouble.reason, trouble.part + " 失败：" + trouble.reason),
                    trouble.since));
        }
        evaluationCache
                .failures()
                .forEach((key, failed) -> conditions.add(service(
                        "evaluation of " + key.year() + "/" + key.project() + "/" + key.id(),
                        new Words(
                                "the indicator cannot be evaluated, its verdict is the one that was recorded last: "
                                        + failed.reason(),
                                "该指标无法评估，显示的仍是最近一次记录的判定：" + failed.reason()),
                        failed.since())));
        for (DeclaredSecrets.Foreign foreign : secrets.foreign()) {
            conditions.add(service("secret " + foreign.secret(), foreign(foreign, now), now));
        }
        for (Deliveries.Failing failing : Deliveries.failing(now)) {
            conditions.add(service(
                    "receiver " + failing.receiver(),
                    new Words(
                            failing.waiting() + " messages for " + failing.receiver() + " wait since " + failing.since()
                                    + ": " + failing.reason(),
                            "接收方 " + failing.receiver() + " 有 " + failing.waiting() + " 条通知未送达：" + failing.reason()),
                    failing.since()));
        }
        return conditions;
    }

    private static Words foreign(DeclaredSecrets.Foreign foreign, Instant now) {
        String projects = String.join(", ", foreign.projects());
        boolean read = foreign.until().filter(now::isBefore).isPresent();
        return read
                ? new Words(
                        foreign.secret() + ", which " + projects + " names, is read until "
                                + foreign.until().get() + " and then no longer: " + foreign.because(),
                        projects + " 引用的密钥 " + foreign.secret() + " 仅可使用至 "
                                + foreign.until().get() + "，其后不再读取，请改用 DABIAO_SECRET_ 开头的变量或密钥目录中的文件")
                : new Words(
                        foreign.secret() + ", which " + projects + " names, is not read: " + foreign.because(),
                        projects + " 引用的密钥 " + foreign.secret() + " 不予读取，请改用 DABIAO_SECRET_ 开头的变量或密钥目录中的文件");
    }

    private static Condition service(String part, Words sentence, Instant since) {
        return new Condition(
                AlertKind.SERVICE,
                Subject.service(part, part),
                sentence,
                Optional.empty(),
                since,
                TROUBLE_HOLD,
                true,
                "");
    }

    private static Condition refused(AlertKind alertKind, String name, List<Fault> faults, Instant now) {
        String first = faults.get(0).toString();
        return new Condition(
                alertKind,
                Subject.service(name, name),
                new Words(
                        faults.size() + " faults, the version in force stays; the first: " + first,
                        "共 " + faults.size() + " 处错误，原版本继续有效；第一处：" + first),
                Optional.empty(),
                now,
                TROUBLE_HOLD,
                true,
                "");
    }
}
