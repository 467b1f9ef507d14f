package io.dabiao.alert;

import io.dabiao.core.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.evaluate.Board;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.evaluate.LiveChange;
import io.dabiao.evaluate.LiveState;
import io.dabiao.evaluate.VerdictChange;
import io.dabiao.yaml.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads what was recorded into the book of alerts: every change of a verdict or a live state once and in order, and what
 * stands. Changes are written one transaction after the other, so that whoever has seen one has seen all before it.
 *
 * <p>Both are needed: a breach that came and went between two looks is only in the changes, and a draft that was approved
 * while breached is only in what stands.
 */
@ApplicationScoped
class Outbox {

    private static final int MOST = 2_000;
    private static final Duration TROUBLE_HOLD = Duration.ofMinutes(1);
    /** A replica that has not said for so long what fails there is gone. */
    private static final Duration TROUBLE_LASTS = Duration.ofMinutes(1);

    private static final String VERDICTS = "verdict_change";
    private static final String LIVE = "live_change";

    private final Declarations declarations;
    private final DeclaredSecrets secrets;
    private final AlertFile file;
    private final Board board;

    Outbox(Declarations declarations, DeclaredSecrets secrets, AlertFile file, Board board) {
        this.declarations = declarations;
        this.secrets = secrets;
        this.file = file;
        this.board = board;
    }

    /** Within a transaction: whether there are changes that were not followed yet. */
    boolean news() {
        return ((Number) Alert.getEntityManager()
                                .createNativeQuery("select (exists (select 1 from verdict_change where id > ?1)"
                                        + " or exists (select 1 from live_change where id > ?2))::int")
                                .setParameter(1, seen(VERDICTS))
                                .setParameter(2, seen(LIVE))
                                .getSingleResult())
                        .intValue()
                == 1;
    }

    /** Follows the next changes; returns whether there may be more. */
    boolean follow(Book book, Instant now) {
        List<VerdictChange> verdicts = VerdictChange.<VerdictChange>find("id > ?1 order by id", seen(VERDICTS))
                .page(0, MOST)
                .list();
        if (!verdicts.isEmpty()) {
            board.refresh(); // At least as new as the changes: both are committed together.
        }
        for (VerdictChange change : verdicts) {
            follow(change, book, now);
        }
        if (!verdicts.isEmpty()) {
            see(VERDICTS, verdicts.get(verdicts.size() - 1).id);
        }
        List<LiveChange> live = LiveChange.<LiveChange>find("id > ?1 order by id", seen(LIVE))
                .page(0, MOST)
                .list();
        for (LiveChange change : live) {
            follow(change, book, now);
        }
        if (!live.isEmpty()) {
            see(LIVE, live.get(live.size() - 1).id);
        }
        return verdicts.size() == MOST || live.size() == MOST;
    }

    private void follow(VerdictChange change, Book book, Instant now) {
        CurrentEvaluation.Key key = new CurrentEvaluation.Key(change.year, change.project, change.indicator);
        Optional<Findings> findings = Findings.of(declarations.inForce(), key, now);
        if (findings.isEmpty() || change.draft || Findings.tellsNothing(change.after)) {
            return; // What is closed is ended by what stands.
        }
        Optional<CurrentEvaluation> current = board.row(key);
        Optional<Words> outlook = current.flatMap(Findings::outlook);
        long samples = current.map(Findings::samples).orElse(0L);
        Optional<Condition> condition = findings.get().of(change, outlook, samples);
        Words because = new Words(change.sentence, change.sentenceZh);
        for (Kind kind : Findings.OF_VERDICT) {
            String fingerprint = findings.get().subject().fingerprint(kind);
            boolean lingers = kind == Kind.AT_RISK
                    && book.fires(fingerprint)
                    && findings.get().riskLingers(change.after, change.probability, change.stale);
            if (!lingers && condition.filter(one -> one.kind() == kind).isEmpty()) {
                boolean overtaken =
                        condition.filter(one -> one.kind() == Kind.BREACHED).isPresent();
                book.ended(fingerprint, change.recordedAt, new Book.End(because, overtaken));
            }
        }
        condition.ifPresent(one -> book.holds(one, change.recordedAt));
    }

    private void follow(LiveChange change, Book book, Instant now) {
        CurrentEvaluation.Key key = new CurrentEvaluation.Key(change.year, change.project, change.indicator);
        Optional<Findings> findings = Findings.of(declarations.inForce(), key, now);
        if (findings.isEmpty() || change.draft || Findings.livesOn(change.after)) {
            return;
        }
        Optional<Condition> condition = findings.get().of(change);
        condition.ifPresent(one -> book.holds(one, change.at));
        if (condition.isEmpty()) {
            book.ended(
                    findings.get().subject().fingerprint(Kind.LIVE),
                    change.at,
                    new Book.End(new Words("within bounds again", "实时状态恢复正常"), false));
        }
    }

    /** At the first look of all what was recorded before is history: what stands is told of, what was is not. */
    private static long seen(String outbox) {
        List<?> rows = Alert.getEntityManager()
                .createNativeQuery("select seen from alert_cursor where outbox = ?1")
                .setParameter(1, outbox)
                .getResultList();
        if (!rows.isEmpty()) {
            return ((Number) rows.get(0)).longValue();
        }
        long newest = ((Number) Alert.getEntityManager()
                        .createNativeQuery("select coalesce(max(id), 0) from " + outbox)
                        .getSingleResult())
                .longValue();
        see(outbox, newest);
        return newest;
    }

    private static void see(String outbox, long seen) {
        Alert.getEntityManager()
                .createNativeQuery("insert into alert_cursor (outbox, seen) values (?1, ?2)"
                        + " on conflict (outbox) do update set seen = excluded.seen")
                .setParameter(1, outbox)
                .setParameter(2, seen)
                .executeUpdate();
    }

    /** Brings the book to what stands: everything that is the matter now, and nothing else. */
    void look(Book book, List<Consumer<Picture>> shortfalls, Instant now) {
        Picture picture = new Picture();
        shortfalls.forEach(draw -> draw.accept(picture));
        Declarations.InForce inForce = declarations.inForce();
        // At least as new as every change that was followed above: both are committed together.
        board.refresh();
        List<CurrentEvaluation> rows = board.rows();
        List<LiveState> states = LiveState.listAll();
        // Read after the rows: a row that is newer than what was followed has its change among these.
        Set<CurrentEvaluation.Key> unseen = unseen();
        for (CurrentEvaluation row : rows) {
            CurrentEvaluation.Key key = new CurrentEvaluation.Key(row.year, row.project, row.indicator);
            Optional<Findings> findings = Findings.of(inForce, key, now);
            if (findings.isEmpty()) {
                Book.End closed = new Book.End(Findings.closed(inForce, key, now), false);
                for (Kind kind : Kind.values()) {
                    picture.ends(subject(row).fingerprint(kind), closed);
                }
            } else if (row.version == findings.get().standing().version()) {
                look(findings.get(), row, picture);
                if (unseen.contains(key)) {
                    Findings.OF_VERDICT.forEach(
                            kind -> picture.unknown(findings.get().subject().fingerprint(kind)));
                }
            } else {
                // An older version's evaluation says nothing of what is in force now.
                for (Kind kind : Kind.values()) {
                    picture.unknown(findings.get().subject().fingerprint(kind));
                }
            }
        }
        for (LiveState row : states) {
            CurrentEvaluation.Key key = new CurrentEvaluation.Key(row.year, row.project, row.indicator);
            Findings.of(inForce, key, now).ifPresent(findings -> {
                findings.live(row).ifPresent(picture::holds);
                if (Findings.livesOn(row.state) || unseen.contains(key)) {
                    picture.unknown(findings.subject().fingerprint(Kind.LIVE));
                }
            });
        }
        ofTheService(inForce, now).forEach(picture::holds);
        book.look(picture, now);
    }

    /** What an evaluation says. */
    static void look(Findings findings, CurrentEvaluation row, Picture picture) {
        Optional<Condition> verdict = findings.verdict(row);
        Words because = new Words(row.sentence, row.sentenceZh);
        boolean breached =
                verdict.filter(condition -> condition.kind() == Kind.BREACHED).isPresent();
        for (Kind kind : Findings.OF_VERDICT) {
            String fingerprint = findings.subject().fingerprint(kind);
            picture.ends(fingerprint, new Book.End(because, breached));
            if (Findings.tellsNothing(row.verdict)) {
                picture.unknown(fingerprint);
            }
        }
        if (findings.riskLingers(row.verdict, row.probability, row.stale)) {
            picture.lingers(findings.subject().fingerprint(Kind.AT_RISK));
        }
        String allowance = findings.subject().fingerprint(Kind.ALLOWANCE_LOW);
        picture.ends(allowance, new Book.End(because, breached));
        if (row.actual == null) {
            picture.unknown(allowance);
        }
        Words heard = new Words("heard again", "已恢复收到数据");
        picture.ends(findings.subject().fingerprint(Kind.STALE), new Book.End(heard, false));
        picture.ends(findings.subject().fingerprint(Kind.VALUE_DUE), new Book.End(new Words("reported", "已填报"), false));
        verdict.ifPresent(picture::holds);
        findings.silent(row).ifPresent(picture::holds);
        findings.allowance(row).ifPresent(picture::holds);
        findings.coverage(row).ifPresent(picture::holds);
    }

    private static Subject subject(CurrentEvaluation row) {
        return new Subject(row.year, row.project, row.projectName, row.indicator, row.name, row.level1, row.owner);
    }

    private static Set<CurrentEvaluation.Key> unseen() {
        List<?> rows = Alert.getEntityManager()
                .createNativeQuery("select year, project, indicator from verdict_change where id > ?1"
                        + " union select year, project, indicator from live_change where id > ?2")
                .setParameter(1, seen(VERDICTS))
                .setParameter(2, seen(LIVE))
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new CurrentEvaluation.Key(((Number) row[0]).intValue(), (String) row[1], (String) row[2]))
                .collect(Collectors.toSet());
    }

    private List<Condition> ofTheService(Declarations.InForce inForce, Instant now) {
        List<Condition> conditions = new java.util.ArrayList<>();
        inForce.refused()
                .forEach((name, faults) -> conditions.add(refused(Kind.DECLARATION_REJECTED, name, faults, now)));
        if (!file.faults().isEmpty()) {
            conditions.add(refused(Kind.SERVICE, file.faults().get(0).file(), file.faults(), now));
        }
        for (Trouble trouble : Trouble.seenAfter(now.minus(TROUBLE_LASTS))) {
            conditions.add(service(
                    trouble.part,
                    new Words(trouble.part + " fails: " + trouble.reason, trouble.part + " 失败：" + trouble.reason),
                    trouble.since));
        }
        board.failures()
                .forEach((key, failed) -> conditions.add(service(
                        "evaluation of " + key.year() + "/" + key.project() + "/" + key.indicator(),
                        new Words(
                                "the indicator cannot be evaluated, its verdict is the one that was recorded last: "
                                        + failed.reason,
                                "该指标无法评估，显示的仍是最近一次记录的判定：" + failed.reason),
                        failed.since)));
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
                Kind.SERVICE, Subject.service(part, part), sentence, Optional.empty(), since, TROUBLE_HOLD, true, "");
    }

    private static Condition refused(Kind kind, String name, List<Fault> faults, Instant now) {
        String first = faults.get(0).toString();
        return new Condition(
                kind,
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
