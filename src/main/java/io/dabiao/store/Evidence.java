package io.dabiao.store;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Documents behind reported values, each kept once under the SHA-256 of its content. Nothing here is ever changed. */
@ApplicationScoped
public class Evidence {

    /**
     * What is known of a document.
     *
     * @param name of the file when it was first added
     * @param size in bytes
     */
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
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into evidence (sha256, name, media_type, size, content, added_at, added_by)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict (sha256) do nothing""")) {
                statement.setString(1, hash);
                statement.setString(2, name);
                statement.setString(3, mediaType);
                statement.setLong(4, content.length);
                statement.setBytes(5, content);
                statement.setObject(6, at.atOffset(ZoneOffset.UTC));
                statement.setString(7, by);
                if (statement.executeUpdate() > 0) {
                    audit(connection, hash, name, at, by);
                }
            }
            return documents(connection, java.util.List.of(hash)).get(hash);
        });
    }

    private static void audit(Connection connection, String hash, String name, Instant at, String by)
            throws SQLException {
        AuditLog.record(connection, at, by, AuditAct.EVIDENCE_ADDED, hash, AuditDetail.asWritten(name));
    }

    /** By hash; an unknown one is absent. */
    public Map<String, Document> documents(Collection<String> hashes) {
        return transactions.read(connection -> documents(connection, hashes));
    }

    private static Map<String, Document> documents(Connection connection, Collection<String> hashes)
            throws SQLException {
        Map<String, Document> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select sha256, name, media_type, size, added_at, added_by from evidence where sha256 = any(?)")) {
            statement.setArray(1, connection.createArrayOf("text", hashes.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), document(row));
                }
            }
        }
        return found;
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6));
    }

    public Optional<Content> content(String hash) {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select sha256, name, media_type, size, added_at, added_by, content from evidence where sha256 = ?")) {
                statement.setString(1, hash);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(new Content(document(row), row.getBytes(7))) : Optional.empty();
                }
            }
        });
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
