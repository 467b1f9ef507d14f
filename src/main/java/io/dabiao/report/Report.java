package io.dabiao.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dabiao.core.text.Words;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** The figures of a document, complete and plain: formats render them, a seal freezes them. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public sealed interface Report permits SelfAssessment, Monitoring {

    /**
     * What a report says of itself.
     *
     * @param until the last day that it covers
     * @param at only facts before it took part
     * @param goal as declared
     * @param achieved in the words of a person; null where no one wrote any
     * @param position how much of the log took part
     * @param calendars the State Council's notices that working days were counted by
     */
    record Heading(
            String institution,
            String department,
            String nature,
            String category,
            LocalDate from,
            LocalDate to,
            LocalDate until,
            Instant at,
            String zone,
            String goal,
            String achieved,
            int declarationVersion,
            String position,
            List<String> calendars) {}

    /**
     * Who sealed it.
     *
     * @param version counts up within the project, the year and the kind
     * @param name the person who signs
     * @param reason of this version
     * @param differences from the version before
     */
    record Seal(int version, String name, Instant sealedAt, String reason, List<Difference> differences) {}

    /** What differs from the version before: where, then, now. */
    record Difference(String where, Words what, String before, String after, Words because) {}

    String project();

    String id();

    int year();

    boolean sealed();

    Heading heading();

    List<Words> open();

    /** Of every indicator that the report is about. */
    List<Figure> figures();

    Seal seal();
}
