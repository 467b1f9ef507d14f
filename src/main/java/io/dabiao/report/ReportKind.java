package io.dabiao.report;

import io.dabiao.core.text.Words;
import java.util.Optional;

/** The documents that the treasury asks for. */
public enum ReportKind {
    SELF_ASSESSMENT("self-assessment", Words.of(ReportKind.class, "selfAssessmentOfProjectExpenditure")),
    MONITORING("monitoring", Words.of(ReportKind.class, "monitoringOfPerformanceTargets"));

    private final String word;
    private final Words title;

    ReportKind(String word, Words title) {
        this.word = word;
        this.title = title;
    }

    /** The word in paths. */
    public String word() {
        return word;
    }

    public Words title() {
        return title;
    }

    public static Optional<ReportKind> ofWord(String word) {
        for (ReportKind reportKind : values()) {
            if (reportKind.word.equals(word)) {
                return Optional.of(reportKind);
            }
        }
        return Optional.empty();
    }
}
