package io.dabiao.report;

import io.dabiao.core.text.Language;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.work.QueuedWork;
import io.dabiao.work.WorkKind;
import io.dabiao.work.WorkProgress;
import io.dabiao.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the papers of several projects into one ZIP, in the background ({@link WorkQueue}). A person has one under way at a
 * time. The file is kept in the database, so that any replica can answer. Safe for use by several threads.
 */
@ApplicationScoped
public class Bundles implements WorkKind {

    private final Reports reports;
    private final Seals seals;
    private final WorkQueue queue;
    private final Clock clock;

    Bundles(Reports reports, Seals seals, WorkQueue queue, Clock clock) {
        this.reports = reports;
        this.seals = seals;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "report bundle";
    }

    @Override
    public Duration kept() {
        return Duration.ofDays(1);
    }

    /**
     * Begins one; where the owner has one under way, that one is returned.
     *
     * @param owner who may have it
     * @param projects those of one year whose declarations are approved; at least one
     * @return by which it is asked for
     */
    public long begin(
            String owner,
            ReportKind reportKind,
            List<EffectiveDeclaration> projects,
            Format format,
            Language language) {
        if (projects.isEmpty()) {
            throw new Problem(ErrorCode.NOTHING_TO_BUNDLE, "no declaration of the year is approved");
        }
        Optional<BundleRow> begun = QuarkusTransaction.requiringNew()
                .call(() -> queue.enter(this, owner, Optional.of(owner)).map(work -> {
                    BundleRow row = new BundleRow();
                    row.owner = owner;
                    row.year = projects.get(0).declaration().year();
                    row.kind = reportKind.word();
                    row.format = format.name();
                    row.language = language.word();
                    row.projects = projects.stream()
                            .map(one -> one.declaration().project())
                            .toArray(String[]::new);
                    row.work = work;
                    row.persist();
                    return row;
                }));
        if (begun.isEmpty()) {
            // Where that has ended meanwhile it is the newest still.
            return of(owner).get(0).id();
        }
        BundleRow row = begun.get();
        queue.start(this, row.work, progress -> {
            byte[] content = zip(progress, reportKind, projects, format, language);
            QuarkusTransaction.requiringNew().run(() -> {
                BundleFile file = new BundleFile();
                file.bundle = row.id;
                file.content = content;
                file.persist();
            });
        });
        return row.id;
    }

    private byte[] zip(
            WorkProgress progress,
            ReportKind reportKind,
            List<EffectiveDeclaration> projects,
            Format format,
            Language language)
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
                if (!progress.at(i + 1, projects.size())) {
                    throw new IOException("the service ended before all papers were made; ask for them again");
                }
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
        List<BundleRow> rows = QuarkusTransaction.requiringNew().call(() -> BundleRow.of(owner));
        Map<Long, QueuedWork> works =
                queue.find(rows.stream().map(row -> row.work).toList());
        return rows.stream()
                .filter(row -> works.containsKey(row.work))
                .map(row -> new Bundle(
                        row.id,
                        row.year,
                        ReportKind.ofWord(row.kind).orElseThrow(),
                        row.format,
                        row.language,
                        List.of(row.projects),
                        works.get(row.work)))
                .toList();
    }

    /** The ZIP; empty while it is not ready. */
    public Optional<byte[]> content(Bundle bundle) {
        return QuarkusTransaction.requiringNew()
                .call(() -> BundleFile.<BundleFile>findByIdOptional(bundle.id()))
                .map(file -> file.content);
    }
}
