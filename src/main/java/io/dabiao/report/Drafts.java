package io.dabiao.report;

import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.lifecycle.Draining;
import io.dabiao.store.FactsReader;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Drafts of many projects, as a look at all of them wants them: at once. One of the last minute, or of the same facts, is as
 * good as new; one of the last ten minutes is shown while the next is being made. What people say, and what is declared,
 * counts immediately. Safe for use by several threads.
 */
@ApplicationScoped
public class Drafts {

    private static final Logger LOG = Logger.getLogger(Drafts.class);

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration STALE = Duration.ofMinutes(10);

    private record Key(ReportKind kind, int year, String project) {}

    /**
     * A draft, and what it was made of.
     *
     * @param remark the newest one in it; 0 for none
     */
    private record Kept(
            EffectiveDeclaration standing,
            LocalDate until,
            Instant at,
            String position,
            long remark,
            Instant made,
            Report report) {}

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Reports reports;
    private final FactsReader facts;
    private final Clock clock;
    private final Map<Key, Kept> kept = new ConcurrentHashMap<>();
    private final Set<Key> underway = ConcurrentHashMap.newKeySet();
    private final ExecutorService behind = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "dabiao-drafts");
        thread.setDaemon(true);
        return thread;
    });

    Drafts(Reports reports, FactsReader facts, Clock clock) {
        this.reports = reports;
        this.facts = facts;
        this.clock = clock;
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent stopping) throws InterruptedException {
        Draining.drain(behind, STOP_PATIENCE, "drafts of reports");
    }

    /**
     * A draft of each project at its usual cut-off, in the same order; those whose declaration is a draft itself are left out.
     *
     * @param projects of one year
     */
    public List<Report> usual(ReportKind reportKind, List<EffectiveDeclaration> projects) {
        List<Report> all = new ArrayList<>();
        if (projects.isEmpty()) {
            return all;
        }
        int year = projects.get(0).declaration().year();
        Map<String, Long> remarks = QuarkusTransaction.requiringNew().call(() -> Remark.newest(year, reportKind));
        String position = facts.position().words();
        for (EffectiveDeclaration effectiveDeclaration : projects) {
            if (!effectiveDeclaration.draft()) {
                long remark =
                        remarks.getOrDefault(effectiveDeclaration.declaration().project(), 0L);
                all.add(draft(reportKind, effectiveDeclaration, position, remark));
            }
        }
        return all;
    }

    private Report draft(
            ReportKind reportKind, EffectiveDeclaration effectiveDeclaration, String position, long remark) {
        Instant now = clock.instant();
        Reports.Scope scope = Reports.Scope.usual(reportKind, effectiveDeclaration, now);
        Key key = new Key(
                reportKind,
                effectiveDeclaration.declaration().year(),
                effectiveDeclaration.declaration().project());
        Kept before = kept.get(key);
        if (before == null
                || before.standing() != effectiveDeclaration
                || !before.until().equals(scope.until())
                || before.remark() != remark
                || now.isAfter(before.made().plus(STALE))) {
            return make(key, scope, position, remark, now);
        }
        boolean exact = before.at().equals(scope.at()) && before.position().equals(position);
        if (!exact && now.isAfter(before.made().plus(FRESH))) {
            refresh(key, scope, position, remark);
        }
        return before.report();
    }

    private Report make(Key key, Reports.Scope scope, String position, long remark, Instant now) {
        Report report = reports.draft(key.kind(), scope);
        kept.put(key, new Kept(scope.standing(), scope.until(), scope.at(), position, remark, now, report));
        return report;
    }

    private void refresh(Key key, Reports.Scope scope, String position, long remark) {
        if (!underway.add(key)) {
            return;
        }
        behind.execute(() -> {
            try {
                make(key, scope, position, remark, clock.instant());
            } catch (Throwable failed) { // Nobody waits for it: the next reader makes it, and meets the failure.
                LOG.warnf(failed, "the draft of %s %d could not be made again", key.project(), key.year());
            } finally {
                underway.remove(key);
            }
        });
    }
}
