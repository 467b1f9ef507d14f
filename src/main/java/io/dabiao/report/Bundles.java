package io.dabiao.report;

import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.lifecycle.Draining;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.logging.Logger;

/**
 * Makes the papers of several projects into one ZIP, in the background and one bundle after the other: papers want much
 * memory. How far it has come, and the file, are kept in the database, so that the one who asked may leave, and any replica can
 * answer.
 */
@ApplicationScoped
public class Bundles {

    private static final Logger LOG = Logger.getLogger(Bundles.class);

    private static final Duration KEPT = Duration.ofDays(1);
    /** A maker of whom no one has heard for so long is gone with its replica. */
    private static final Duration GONE = Duration.ofMinutes(10);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Reports reports;
    private final Seals seals;
    private final Clock clock;
    private final ExecutorService maker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "dabiao-bundles");
        thread.setDaemon(true);
        return thread;
    });

    Bundles(Reports reports, Seals seals, Clock clock) {
        this.reports = reports;
        this.seals = seals;
        this.clock = clock;
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent stopping) throws InterruptedException {
        Draining.drain(maker, STOP_PATIENCE, "papers of all projects");
    }

    /**
     * Begins one; where the owner has one under way, that one is returned.
     *
     * @param owner who may have it
     * @param projects those of one year whose declarations are approved; at least one
     */
    public Bundle begin(
            String owner,
            ReportKind reportKind,
            List<EffectiveDeclaration> projects,
            Format format,
            Language language) {
        if (projects.isEmpty()) {
            throw new Problem(ErrorCode.NOTHING_TO_BUNDLE, "no declaration of the year is approved");
        }
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            Bundle.delete("begunAt < ?1", now.minus(KEPT));
            Bundle.update(
                    "state = ?1, reason = ?2, endedAt = ?3 where state = ?4 and seenAt < ?5",
                    Bundle.BundleState.FAILED,
                    "the replica that made it is gone",
                    now,
                    Bundle.BundleState.RUNNING,
                    now.minus(GONE));
        });
        Optional<Bundle> running = of(owner).stream()
                .filter(one -> one.state == Bundle.BundleState.RUNNING)
                .findFirst();
        if (running.isPresent()) {
            return running.get();
        }
        Bundle bundle = new Bundle();
        bundle.owner = owner;
        bundle.year = projects.get(0).declaration().year();
        bundle.kind = reportKind.word();
        bundle.format = format.name();
        bundle.language = language.word();
        bundle.projects =
                projects.stream().map(one -> one.declaration().project()).toArray(String[]::new);
        bundle.state = Bundle.BundleState.RUNNING;
        bundle.begunAt = now;
        bundle.seenAt = now;
        QuarkusTransaction.requiringNew().run(() -> bundle.persist());
        maker.execute(() -> make(bundle.id, reportKind, projects, format, language));
        return bundle;
    }

    private void make(
            long id, ReportKind reportKind, List<EffectiveDeclaration> projects, Format format, Language language) {
        try {
            byte[] content = zip(id, reportKind, projects, format, language);
            QuarkusTransaction.requiringNew().run(() -> {
                BundleFile file = new BundleFile();
                file.bundle = id;
                file.content = content;
                file.persist();
                end(id, Bundle.BundleState.READY, null);
            });
        } catch (Throwable failed) { // Anyone who waits for it is told, whatever it was.
            LOG.errorf(failed, "bundle %d of reports failed", id);
            QuarkusTransaction.requiringNew()
                    .run(() -> end(id, Bundle.BundleState.FAILED, String.valueOf(failed.getMessage())));
        }
    }

    private void end(long id, Bundle.BundleState state, String reason) {
        Bundle.update("state = ?1, reason = ?2, endedAt = ?3 where id = ?4", state, reason, clock.instant(), id);
    }

    private byte[] zip(
            long id, ReportKind reportKind, List<EffectiveDeclaration> projects, Format format, Language language)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<SelfAssessment> assessments = new ArrayList<>();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (int i = 0; i < projects.size(); i++) {
                Reports.Scope scope = Reports.Scope.usual(reportKind, projects.get(i), clock.instant());
                Report report = put(zip, i + 1, reportKind, scope, format, language);
                if (report instanceof SelfAssessment assessment) {
                    assessments.add(assessment);
                }
                int done = i + 1;
                QuarkusTransaction.requiringNew()
                        .run(() -> Bundle.update("done = ?1, seenAt = ?2 where id = ?3", done, clock.instant(), id));
            }
            if (!assessments.isEmpty()) {
                int year = assessments.get(0).year();
                put(
                        zip,
                        "00-" + year + "-" + reportKind.word() + "." + format.name(),
                        seals.rendered(format, Papers.summary(year, assessments, language)));
            }
        }
        return bytes.toByteArray();
    }

    /** A sealed paper goes in as it was sealed. */
    private Report put(
            ZipOutputStream zip,
            int number,
            ReportKind reportKind,
            Reports.Scope scope,
            Format format,
            Language language)
            throws IOException {
        Optional<SealedReport> sealed = seals.newest(
                reportKind,
                scope.declaration().year(),
                scope.declaration().project(),
                Reports.remarksUntil(reportKind, scope));
        Report report = sealed.map(seals::figures).orElseGet(() -> reports.draft(reportKind, scope));
        byte[] content = sealed.map(one -> seals.paper(one, format, language))
                .orElseGet(() -> seals.rendered(format, Papers.of(report, language)));
        put(zip, String.format("%02d-%s.%s", number, name(report), format.name()), content);
        return report;
    }

    private void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(clock.instant().atOffset(ZoneOffset.UTC).toLocalDateTime());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Of what may stand in a file's name anywhere. */
    private static String name(Report report) {
        return report.project().replaceAll("[^\\p{L}\\p{N}_-]", "_") + "-" + report.year();
    }

    /** Somebody's bundles of the last day, the newest first. */
    public List<Bundle> of(String owner) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> Bundle.of(owner)).stream()
                .filter(one -> one.begunAt.isAfter(now.minus(KEPT)))
                .toList();
    }

    /** The ZIP; empty while it is not ready. */
    public Optional<byte[]> content(Bundle bundle) {
        return QuarkusTransaction.requiringNew()
                .call(() -> BundleFile.<BundleFile>findByIdOptional(bundle.id))
                .map(file -> file.content);
    }
}
