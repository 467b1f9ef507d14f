package io.dabiao.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.Warnings;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.Refusal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a delivery, as the contract words it.
 *
 * @param warnings what is odd about events that were taken all the same; null where nothing is
 * @param figures of a trial, those that it would change; null where nothing was tried, the sender may not read them, or more events
 *     would count than figures are computed of
 * @param figuresUnchanged of a trial, how many figures rest on the events and would stay; null likewise
 */
@Schema(name = "Receipt")
public record Answer(
        long accepted,
        long duplicates,
        long conflicting,
        List<Rejection> rejected,
        long rejectedTotal,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Warnings.Warning> warnings,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<CorrectionLog.Change> figures,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer figuresUnchanged) {

    /** @param index the 0-based position, in NDJSON the 0-based line */
    @Schema(name = "ReceiptRejection")
    public record Rejection(long index, String source, String id, String reason, String detail) {

        static Rejection of(Refusal refusal) {
            return new Rejection(
                    refusal.index(),
                    refusal.source().orElse(null),
                    refusal.id().orElse(null),
                    refusal.reason().word(),
                    refusal.detail().english());
        }
    }

    public static Answer of(Intake.Receipt receipt) {
        return new Answer(
                receipt.accepted(),
                receipt.duplicates(),
                receipt.conflicting(),
                receipt.rejected().stream().map(Rejection::of).toList(),
                receipt.rejectedTotal(),
                receipt.warnings().isEmpty() ? null : receipt.warnings(),
                null,
                null);
    }

    /** The same, with what would become of the figures. */
    Answer with(List<Corrections.Consequence> consequences) {
        List<CorrectionLog.Change> changed = consequences.stream()
                .filter(Corrections.Consequence::changed)
                .map(CorrectionLog.Change::of)
                .toList();
        return new Answer(
                accepted,
                duplicates,
                conflicting,
                rejected,
                rejectedTotal,
                warnings,
                changed,
                consequences.size() - changed.size());
    }
}
