package io.dabiao.audit;

import io.dabiao.core.text.Words;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Who did what, when and from which address. An act is recorded in the transaction that does it: both are kept, or neither.
 * Safe for use by many threads.
 */
@ApplicationScoped
public class AuditLog {

    /**
     * One act.
     *
     * @param number its place in the chain, from 1
     * @param actor the person, the token or the part of the service that acted
     * @param address from which the request came; absent where no request was behind it
     * @param act a word such as {@code token.created}
     * @param detail what else is said of it; of a release that kept English alone, the same in both languages
     * @param hash of this entry and all before it, in hexadecimal
     */
    public record Entry(
            long number,
            Instant at,
            String actor,
            Optional<String> address,
            String act,
            String subject,
            Words detail,
            String hash) {

        private static Entry of(AuditEntry row) {
            return new Entry(
                    row.number,
                    row.at,
                    row.actor,
                    Optional.ofNullable(row.address),
                    row.act,
                    row.subject,
                    row.wording == null ? Words.asWritten(row.detail) : AuditDetail.words(row.wording),
                    row.hash);
        }
    }

    /**
     * Which acts are wanted; what is absent does not restrict.
     *
     * @param act its word
     * @param actor the exact name
     * @param from the first instant
     * @param until the first instant no longer wanted
     * @param text contained in actor, address, subject or detail, in either language, whatever its case
     */
    public record Filter(
            Optional<String> act,
            Optional<String> actor,
            Optional<Instant> from,
            Optional<Instant> until,
            Optional<String> text) {

        /** Everything. */
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The newest entry of the chain. Kept elsewhere, it shows later whether anything up to it was changed.
     *
     * @param number 0 where there is no entry
     * @param hash in hexadecimal; empty where there is no entry
     */
    public record Head(long number, String hash) {

        /** As the log, exports and {@code audit verify --head} write it. */
        @Override
        public String toString() {
            return number + ":" + hash;
        }
    }

    /** Records an act; to be called inside the transaction of the act. */
    public static void record(Instant at, String actor, AuditAct act, String subject, AuditDetail detail) {
        AuditEntry entry = new AuditEntry();
        entry.at = at;
        entry.actor = AuditDetail.cut(actor);
        entry.address = Origin.address().orElse(null);
        entry.act = act.word();
        entry.subject = AuditDetail.cut(subject);
        entry.detail = "";
        entry.wording = detail.written();
        entry.persist();
    }

    /** The same in a transaction that is not the container's. */
    public static void record(
            Handle handle, Instant at, String actor, AuditAct act, String subject, AuditDetail detail) {
        handle.createUpdate("""
                        insert into audit_entry (at, actor, address, act, subject, detail, wording)
                        values (:at, :actor, :address, :act, :subject, '', :wording)""")
                .bind("at", at)
                .bind("actor", AuditDetail.cut(actor))
                .bind("address", Origin.address().orElse(null))
                .bind("act", act.word())
                .bind("subject", AuditDetail.cut(subject))
                .bind("wording", detail.written())
                .execute();
    }

    /**
     * Acts that are wanted, the newest first.
     *
     * @param before the number of the entry that the list begins below
     */
    public List<Entry> find(Filter filter, long before, int most) {
        List<String> conditions = new ArrayList<>(List.of("number < :before"));
        Map<String, Object> values = new HashMap<>(Map.of("before", before));
        filter.act().ifPresent(act -> {
            conditions.add("act = :act");
            values.put("act", act);
        });
        filter.actor().ifPresent(actor -> {
            conditions.add("actor = :actor");
            values.put("actor", actor);
        });
        filter.from().ifPresent(from -> {
            conditions.add("at >= :from");
            values.put("from", from);
        });
        filter.until().ifPresent(until -> {
            conditions.add("at < :until");
            values.put("until", until);
        });
        filter.text().ifPresent(text -> {
            String lowerCase = text.toLowerCase(Locale.ROOT);
            // Of the phrases arguments are kept, their words are not: the phrases are looked for whose words are meant.
            StringBuilder holds =
                    new StringBuilder("(locate(:text, lower(concat(actor, ' ', coalesce(address, ''), ' ',"
                            + " subject, ' ', detail, ' ', coalesce(wording, '')))) > 0");
            for (AuditPhrase phrase : AuditPhrase.values()) {
                if (phrase.contains(lowerCase)) {
                    holds.append(" or locate('[\"").append(phrase.word()).append("\"', wording) > 0");
                }
            }
            conditions.add(holds.append(")").toString());
            values.put("text", lowerCase);
        });
        return AuditEntry.<AuditEntry>find(String.join(" and ", conditions) + " order by number desc", values)
                .page(Page.ofSize(most))
                .list()
                .stream()
                .map(Entry::of)
                .toList();
    }

    /** The words of all acts that were ever done and are still kept, in alphabetical order. */
    public List<String> acts() {
        return AuditEntry.getEntityManager()
                .createQuery("select distinct act from AuditEntry order by act", String.class)
                .getResultList();
    }

    /** The newest entry's place and hash. */
    public Head head() {
        return AuditEntry.find("number is not null order by number desc")
                .<AuditEntry>firstResultOptional()
                .map(row -> new Head(row.number, row.hash))
                .orElse(new Head(0, ""));
    }
}
