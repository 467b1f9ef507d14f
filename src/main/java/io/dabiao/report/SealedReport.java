package io.dabiao.report;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Figures as they were signed; never changed or deleted.
 *
 * @param until the last day that the report covers
 * @param version counted for each cut-off, from 1
 * @param at as of when the figures are
 * @param sealedBy the person who signed
 * @param account whose token, or which account, was used
 * @param reason why there is this version
 * @param figures JSON, exactly the text that {@code sha256} is of
 * @param differences from the version before, as JSON
 */
public record SealedReport(
        long id,
        int year,
        String project,
        ReportKind kind,
        LocalDate until,
        int version,
        Instant at,
        Instant sealedAt,
        String sealedBy,
        String account,
        String reason,
        int declarationVersion,
        String figures,
        String sha256,
        String differences) {}
