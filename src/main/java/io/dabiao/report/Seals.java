package io.dabiao.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Demonstration;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Seals reports, and finds what was sealed. What was signed stays: a later version says what differs. */
@ApplicationScoped
public class Seals {

    private static final int MOST_CORRECTIONS = 1_000;

    private final Reports reports;
    private final ObjectMapper mapper;
    private final Instance<Format> formats;
    private final CorrectionLog corrections;
    private final Demonstration demonstration;
    private final Clock clock;

    Seals(
            Reports reports,
            ObjectMapper mapper,
            @Any Instance<Format> formats,
            CorrectionLog corrections,
            Demonstration demonstration,
            Clock clock) {
        this.demonstration = demonstration;
        this.corrections = corrections;
        this.reports = reports;
        this.mapper = mapper;
        this.formats = formats;
        this.clock = clock;
    }

    /** Why figures were corrected since a report was sealed, by indicator; of several corrections the newest. */
    private Map<String, Words> corrected(SealedReport since, Instant until) {
        CorrectionLog.Asked asked = new CorrectionLog.Asked(
                Optional.of(since.year()),
                Optional.of(since.project()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Map<String, Words> corrected = new HashMap<>();
        for (CorrectionLog.Entry entry : corrections.page(asked, Long.MAX_VALUE, MOST_CORRECTIONS)) {
            if (entry.at().isAfter(since.sealedAt()) && !entry.at().isAfter(until)) {
                Words because = Words.of(Seals.class, "corrected", entry.reason(), entry.author());
                entry.figures().stream()
                        .filter(figure -> figure.year() == since.year()
                                && figure.project().equals(since.project()))
                        .forEach(figure -> corrected.putIfAbsent(figure.indicator(), because));
            }
        }
        return corrected;
    }

    /** A format by its name. */
    public Optional<Format> format(String name) {
        return formats.stream().filter(format -> format.name().equals(name)).findFirst();
    }

    /** A format by its media type. */
    public Optional<Format> ofMediaType(String type) {
        return formats.stream()
                .filter(format -> format.mediaType().equals(type))
                .findFirst();
    }

    public List<String> names() {
        return formats.stream().map(Format::name).sorted().toList();
    }

    /**
     * Freezes a report's figures and papers.
     *
     * @param name the person who signs
     * @param account whose token it was
     * @param reason why there is this version; may be empty for the first
     */
    public SealedReport seal(ReportKind reportKind, Reports.Scope scope, String name, String account, String reason) {
        if (Reports.blank(name)) {
            throw new Problem(ErrorCode.NO_NAME, "a report is sealed by a named person: {\"name\": \"…\"}");
        }
        String signed = Remarks.printable(name);
        String because = Remarks.printable(reason);
        Report draft = reports.draft(reportKind, scope);
        if (!draft.open().isEmpty()) {
            throw new Problem(
                            ErrorCode.NOT_READY_TO_BE_SEALED,
                            "first: "
                                    + String.join(
                                            "; ",
                                            draft.open().stream()
                                                    .map(Words::english)
                                                    .toList()))
                    .with("open", draft.open());
        }
        LocalDate until = Reports.remarksUntil(reportKind, scope);
        Optional<SealedReport> last = newest(reportKind, draft.year(), draft.id(), until);
        if (last.isPresent() && because == null) {
            throw new Problem(
                    ErrorCode.NO_REASON,
                    "version " + last.get().version()
                            + " is sealed already: a new version needs a reason, for the record");
        }
        List<Report.Difference> differences = last.map(
                        before -> Differences.between(figures(before), draft, corrected(before, clock.instant())))
                .orElse(List.of());
        Instant now = clock.instant();
        int version = last.map(before -> before.version() + 1).orElse(1);
        String why = because == null ? Words.of(Seals.class, "sealedFirst").chinese() : because;
        Report sealed = sealed(draft, new Report.Seal(version, signed, now, why, differences));
        SealedReportRow row = new SealedReportRow();
        row.year = draft.year();
        row.project = draft.id();
        row.kind = reportKind.word();
        row.until = until;
        row.version = version;
        row.at = scope.at();
        row.sealedAt = now;
        row.sealedBy = signed;
        row.account = account;
        row.reason = why;
        row.declarationVersion = draft.heading().declarationVersion();
        row.figures = json(sealed);
        row.sha256 = digest(row.figures.getBytes(StandardCharsets.UTF_8));
        row.differences = json(differences);
        List<SealedPaper> papers = papers(sealed);
        QuarkusTransaction.requiringNew().run(() -> {
            row.persist();
            papers.forEach(paper -> {
                paper.report = row.id;
                paper.persist();
            });
            AuditLog.record(
                    now,
                    account,
                    AuditAct.REPORT_SEALED,
                    draft.year() + "/" + draft.id() + "/" + reportKind.word(),
                    AuditDetail.of(AuditPhrase.VERSION, version)
                            .and(AuditPhrase.SIGNED_BY, signed)
                            .and(AuditPhrase.SHA_256, row.sha256));
        });
        return row.report();
    }

    private List<SealedPaper> papers(Report sealed) {
        List<SealedPaper> papers = new ArrayList<>();
        Paper paper = Papers.of(sealed, Language.ZH);
        for (Format format : formats) {
            SealedPaper one = new SealedPaper();
            one.format = format.name();
            one.language = Language.ZH.word();
            one.content = rendered(format, paper);
            one.sha256 = digest(one.content);
            papers.add(one);
        }
        return papers;
    }

    private static Report sealed(Report draft, Report.Seal seal) {
        if (draft instanceof SelfAssessment of) {
            return new SelfAssessment(
                    of.project(),
                    of.id(),
                    of.year(),
                    true,
                    of.total(),
                    of.grade(),
                    of.budget(),
                    of.rows(),
                    of.heading(),
                    of.profile(),
                    of.notes(),
                    of.narrative(),
                    of.open(),
                    seal,
                    of.management());
        }
        Monitoring of = (Monitoring) draft;
        return new Monitoring(
                of.project(), of.id(), of.year(), true, of.budget(), of.rows(), of.heading(), of.open(), seal);
    }

    /** All sealed versions, the newest first. */
    public List<SealedReport> versions(ReportKind reportKind, int year, String project) {
        return QuarkusTransaction.requiringNew()
                .call(() -> SealedReportRow.of(year, project, reportKind).stream()
                        .map(SealedReportRow::report)
                        .toList());
    }

    /** The newest sealed version for a cut-off. */
    public Optional<SealedReport> newest(ReportKind reportKind, int year, String project, LocalDate until) {
        return QuarkusTransaction.requiringNew()
                .call(() -> SealedReportRow.of(year, project, reportKind, until).stream()
                        .findFirst()
                        .map(SealedReportRow::report));
    }

    /** A sealed report without its figures. */
    public record Version(
            long id, String project, String kind, LocalDate until, int version, Instant sealedAt, String sealedBy) {}

    /** All sealed versions of a year, in the order in which they were sealed. */
    public List<Version> versions(int year) {
        return QuarkusTransaction.requiringNew().call(() -> SealedReportRow.versions(year));
    }

    /**
     * One sealed version.
     *
     * @param until its cut-off; null for whichever
     * @throws Problem where there is none
     */
    public SealedReport version(ReportKind reportKind, int year, String project, int version, LocalDate until) {
        return versions(reportKind, year, project).stream()
                .filter(row -> row.version() == version)
                .filter(row -> until == null || row.until().equals(until))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_VERSION, "no version " + version + " is sealed"));
    }

    /** What differs between two sealed reports of one kind and project. */
    public List<Report.Difference> differences(SealedReport before, SealedReport after) {
        return Differences.between(figures(before), figures(after), corrected(before, after.sealedAt()));
    }

    /** What a draft says otherwise than the version that was sealed last for its cut-off; empty where nothing was sealed yet. */
    public Optional<List<Report.Difference>> news(ReportKind reportKind, Reports.Scope scope, Report draft) {
        return newest(reportKind, draft.year(), draft.id(), Reports.remarksUntil(reportKind, scope))
                .map(before -> Differences.between(figures(before), draft, Map.of()));
    }

    /** What counts of a project now: the newest sealed version where there is one, else the draft. */
    public Report current(ReportKind reportKind, Reports.Scope scope) {
        return newest(
                        reportKind,
                        scope.declaration().year(),
                        scope.declaration().project(),
                        Reports.remarksUntil(reportKind, scope))
                .map(this::figures)
                .orElseGet(() -> reports.draft(reportKind, scope));
    }

    /** The figures of a report as the API answers them. */
    public byte[] figures(Report report) {
        return json(report).getBytes(StandardCharsets.UTF_8);
    }

    /** The figures as they were sealed. */
    public Report figures(SealedReport sealed) {
        Class<? extends Report> type = sealed.kind() == ReportKind.MONITORING ? Monitoring.class : SelfAssessment.class;
        try {
            return mapper.readValue(sealed.figures(), type);
        } catch (JsonProcessingException changed) {
            throw new UncheckedIOException("sealed report " + sealed.id() + " cannot be read back", changed);
        }
    }

    /** For publication, from the sealed figures. */
    public byte[] published(SealedReport sealed, Format format, Language language) {
        return rendered(format, Papers.of(figures(sealed), language, Edition.PUBLIC));
    }

    /** The paper that was rendered at the sealing; in another language from the sealed figures. */
    public byte[] paper(SealedReport sealed, Format format, Language language) {
        return QuarkusTransaction.requiringNew()
                .call(() -> SealedPaper.of(sealed.id(), format.name(), language))
                .map(paper -> paper.content)
                .orElseGet(() -> rendered(format, Papers.of(figures(sealed), language)));
    }

    /** Renders a report's paper. While a demonstration's facts are in the log it says so on top and on every page. */
    public byte[] rendered(Format format, Paper paper) {
        return plain(format, demonstration.present() ? paper.demonstrating() : paper);
    }

    /** Renders a paper as it is. */
    public static byte[] plain(Format format, Paper paper) {
        try {
            return format.render(paper);
        } catch (IOException broken) {
            throw new UncheckedIOException("the " + format.name() + " could not be made", broken);
        }
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
