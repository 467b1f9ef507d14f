package io.dabiao.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dabiao.ingest.Intake;
import io.dabiao.ingest.Warnings;
import io.dabiao.store.Refusal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a delivery, as the contract words it.
 *
 * @param warnings what is odd about events that were taken all the same; null where nothing is
 */
@Schema(name = "Receipt")
public record Answer(
        long accepted,
        long duplicates,
        long conflicting,
        List<Rejection> rejected,
        long rejectedTotal,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Warnings.Warning> warnings) {

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
                receipt.warnings().isEmpty() ? null : receipt.warnings());
    }
}
