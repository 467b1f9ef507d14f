package io.dabiao.audit;

import io.dabiao.core.text.Words;
import io.dabiao.database.FoundRows;
import io.dabiao.database.GrowingList;
import io.dabiao.database.Transactions;
import io.dabiao.database.WantedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;

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

        private static Entry of(RowView row) {
            String wording = row.getColumn("wording", String.class);
            return new Entry(
                    row.getColumn("number", Long.class),
                    row.getColumn("at", Instant.class),
                    row.getColumn("actor", String.class),
                    Optional.ofNullable(row.getColumn("address", String.class)),
                    row.getColumn("act", String.class),
                    row.getColumn("subject", String.class),
                    wording == null
                            ? Words.asWritten(row.getColumn("detail", String.class))
                            : AuditDetail.words(wording),
                    row.getColumn("hash", String.class));
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

        private Query bind(Query query, long before) {
            Optional<String> lowerCase = text.map(some -> some.toLowerCase(Locale.ROOT));
            return query.bind("before", before)
                    .bind("wantedAct", act.orElse(null))
                    .bind("wantedActor", actor.orElse(null))
                    .bind("since", from.orElse(null))
                    .bind("until", until.orElse(null))
                    .bind("text", lowerCase.orElse(null))
                    .bindArray(
                            "phrases",
                            String.class,
                            Stream.of(AuditPhrase.values())
                                    .filter(phrase ->
                                            lowerCase.filter(phrase::contains).isPresent())
                                    .map(phrase -> "[\"" + phrase.word() + "\"")
                                    .toList());
        }
    }

    /** Of the phrases arguments are kept, their words are not: the phrases are looked for whose words are meant. */
    private static final GrowingList ENTRIES = new GrowingList(
            "number, at, actor, address, act, subject, detail, wording, hash",
            "audit_entry",
            """
                number < :before
                and (:wantedAct::text is null or act = :wantedAct) and (:wantedActor::text is null or actor = :wantedActor)
                and (:since::timestamptz is null or at >= :since) and (:until::timestamptz is null or at < :until)
                and (:text::text is null
                     or position(:text in lower(concat_ws(' ', actor, address, subject, detail, wording))) > 0
                     or exists (select from unnest(:phrases) as phrase where position(phrase in wording) > 0))""",
            "number",
            "",
            Map.of(),
            Map.of("when", "at", "who", "actor", "address", "address", "act", "act", "subject", "subject"));

    private final Transactions transactions;

    AuditLog(Transactions transactions) {
        this.transactions = transactions;
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
        return transactions.query(
                handle -> ENTRIES.newest(handle, most, query -> filter.bind(query, before), Entry::of));
    }

    /** What may be asked of the acts that are wanted. */
    public static GrowingList list() {
        return ENTRIES;
    }

    /** Of the acts that are wanted, some. */
    public FoundRows<Entry> find(Filter filter, WantedRows wanted) {
        return transactions.query(
                handle -> ENTRIES.find(handle, wanted, query -> filter.bind(query, Long.MAX_VALUE), Entry::of));
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
