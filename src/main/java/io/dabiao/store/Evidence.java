package io.dabiao.store;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** Documents behind reported values, each kept once under the SHA-256 of its content. Nothing here is ever changed. */
@ApplicationScoped
public class Evidence {

    /**
     * What is known of a document.
     *
     * @param name of the file when it was first added
     * @param size in bytes
     */
    @Schema(name = "EvidenceDocument")
    public record Document(String sha256, String name, String mediaType, long size, Instant addedAt, String addedBy) {}

    /** A document with what is in it. */
    public record Content(Document document, byte[] bytes) {}

    private final Transactions transactions;

    Evidence(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The document as it is kept from now on; one with the same content was there before where its time is another. */
    public Document add(String name, String mediaType, byte[] content, Instant at, String by) {
        String hash = sha256(content);
        return transactions.update(handle -> {
            int added = handle.createUpdate("""
                            insert into evidence (sha256, name, media_type, size, content, added_at, added_by)
                            values (:sha256, :name, :mediaType, :size, :content, :at, :by)
                            on conflict (sha256) do nothing""")
                    .bind("sha256", hash)
                    .bind("name", name)
                    .bind("mediaType", mediaType)
                    .bind("size", content.length)
                    .bind("content", content)
                    .bind("at", at)
                    .bind("by", by)
                    .execute();
            if (added > 0) {
                AuditLog.record(handle, at, by, AuditAct.EVIDENCE_ADDED, hash, AuditDetail.asWritten(name));
            }
            return documents(handle, java.util.List.of(hash)).get(hash);
        });
    }

    /** By hash; an unknown one is absent. */
    public Map<String, Document> documents(Collection<String> hashes) {
        return transactions.query(handle -> documents(handle, hashes));
    }

    private static Map<String, Document> documents(Handle handle, Collection<String> hashes) {
        return handle.createQuery("""
                        select sha256, name, media_type, size, added_at, added_by from evidence
                        where sha256 = any(:hashes)""")
                .bindArray("hashes", String.class, hashes)
                .map(Evidence::document)
                .collectToMap(Document::sha256, one -> one);
    }

    private static Document document(RowView row) {
        return new Document(
                row.getColumn("sha256", String.class),
                row.getColumn("name", String.class),
                row.getColumn("media_type", String.class),
                row.getColumn("size", Long.class),
                row.getColumn("added_at", Instant.class),
                row.getColumn("added_by", String.class));
    }

    public Optional<Content> content(String hash) {
        return transactions.query(handle -> handle.createQuery("""
                        select sha256, name, media_type, size, added_at, added_by, content from evidence
                        where sha256 = :hash""")
                .bind("hash", hash)
                .map(row -> new Content(document(row), row.getColumn("content", byte[].class)))
                .findOne());
    }

    /** In 64 small hexadecimal digits. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
