package io.dabiao.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * Reads the whole audit log and says whether it is the one that was written: numbers without a gap, each hash that of its content
 * and of the entry before it, and the last entry the chain's head.
 *
 * <p>The chain has no key. It shows what was changed by someone who did not compute all later hashes again; to show that too, a head that
 * was kept elsewhere is held against it: each day's is in the service's log, and each export bears one.
 */
public final class AuditChain {

    /** What a check found. */
    public sealed interface Finding {

        /**
         * Nothing was changed.
         *
         * @param entries that are kept
         * @param head the newest of them
         */
        record Whole(long entries, AuditLog.Head head) implements Finding {}

        /**
         * Something was.
         *
         * @param number of the first entry that does not fit
         * @param reason in words
         */
        record Broken(long number, String reason) implements Finding {}
    }

    private static final int FETCHED = 1_000;

    private AuditChain() {}

    /**
     * Checks the log in one transaction that reads.
     *
     * @param handle not in auto-commit mode, so that a long log is read in pieces
     * @param kept a head that was noted earlier and must still be part of the chain
     */
    public static Finding verify(Handle handle, Optional<AuditLog.Head> kept) {
        AuditLog.Head start = start(handle);
        long number = start.number();
        String hash = start.hash();
        boolean met = kept.isEmpty() || kept.get().equals(start);
        try (ResultIterator<Link> links = handle.createQuery("""
                        select number, at, actor, address, act, subject, detail, wording, hash
                        from audit_entry order by number nulls last""")
                .setFetchSize(FETCHED)
                .map((row, context) -> Link.of(row))
                .iterator()) {
            while (links.hasNext()) {
                Link link = links.next();
                if (link.number() == null) {
                    return new Finding.Broken(number + 1, "an entry has no place in the chain");
                }
                long found = link.number();
                if (found != number + 1) {
                    return new Finding.Broken(
                            number + 1,
                            found <= start.number()
                                    ? "entry " + found + " stands before the place where the chain begins"
                                    : "entries " + (number + 1) + " to " + (found - 1) + " are missing");
                }
                number = found;
                hash = link.after(hash);
                if (!hash.equals(link.hash())) {
                    return new Finding.Broken(number, "entry " + number + " is not what was written");
                }
                met |= kept.isPresent() && kept.get().equals(new AuditLog.Head(number, hash));
            }
        }
        AuditLog.Head head = head(handle);
        if (!head.equals(new AuditLog.Head(number, hash))) {
            return new Finding.Broken(
                    number + 1, "the log ends at entry " + number + ", but its head is entry " + head.number());
        }
        if (!met) {
            return new Finding.Broken(
                    kept.get().number(),
                    kept.get().number() < start.number()
                            ? "entry " + kept.get().number() + " is older than what is kept"
                            : "the head " + kept.get() + " is not part of this chain");
        }
        return new Finding.Whole(number - start.number(), head);
    }

    /** An entry as it stands in the log. @param number null where it has no place in the chain */
    private record Link(
            Long number,
            Instant at,
            String actor,
            String address,
            String act,
            String subject,
            String detail,
            String wording,
            String hash) {

        static Link of(ResultSet row) throws SQLException {
            return new Link(
                    row.getObject("number", Long.class),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("actor"),
                    row.getString("address"),
                    row.getString("act"),
                    row.getString("subject"),
                    row.getString("detail"),
                    row.getString("wording"),
                    row.getString("hash"));
        }

        /** What its hash is to be where the one before it is this, as {@code audit_hash} of the database computes it. */
        String after(String previous) {
            long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
            String content = String.join(
                            "\n",
                            previous,
                            Long.toString(number),
                            Long.toString(micros),
                            field(actor),
                            field(address),
                            field(act),
                            field(subject),
                            field(detail))
                    + (wording == null ? "" : "\n" + field(wording)); // Entries of older releases keep their hashes.
            try {
                return HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has SHA-256", impossible);
            }
        }
    }

    private static AuditLog.Head start(Handle handle) {
        return one(handle, "select number, hash from audit_start order by number desc limit 1");
    }

    private static AuditLog.Head head(Handle handle) {
        return one(handle, "select number, hash from audit_head");
    }

    /** 0 where there is no row: a log in which nothing was recorded yet. */
    private static AuditLog.Head one(Handle handle, String query) {
        return handle.createQuery(query)
                .map((row, context) -> new AuditLog.Head(row.getLong("number"), row.getString("hash")))
                .findFirst()
                .orElse(new AuditLog.Head(0, ""));
    }

    /** With its length before it: no two entries of other fields run together to the same text. */
    private static String field(String content) {
        return content == null ? "-" : content.getBytes(StandardCharsets.UTF_8).length + ":" + content;
    }
}
