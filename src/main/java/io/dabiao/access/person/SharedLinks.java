package io.dabiao.access.person;

import io.dabiao.access.Role;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.database.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Addresses that show one thing without signing in, until a day: the address is the right. None is made or opened until an
 * administrator permits it. A link shows what the person who made it may see at that moment, and nothing once their account has ended.
 * Safe for use by several threads.
 *
 * <p>Secrets are 256 random bits, of which only the SHA-256 is kept: they are shown once.
 */
@ApplicationScoped
public class SharedLinks {

    /** Links of one person that are open at the same time. */
    public static final int MOST = 50;

    private static final int BYTES = 32;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** What a link shows. */
    public enum Kind {
        /** A list of indicators as somebody has filtered and sorted it. */
        VIEW,
        /** A calendar of values that are due. */
        CALENDAR,
        /** All of the year that runs, for a screen on a wall. */
        WALLBOARD;

        /** As the database and forms have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Empty for a word that is none. */
        public static Optional<Kind> ofWord(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A link that was made.
     *
     * @param query what of it is shown, as the query of a page's address; empty for all of it
     * @param by the name of the person who made it
     * @param ends when it shows nothing any more
     * @param endedAt when it was ended before; empty where it was not
     */
    public record Link(
            long id,
            Kind kind,
            String name,
            String query,
            String by,
            Instant madeAt,
            Instant ends,
            Optional<Instant> endedAt) {

        /** Whether it shows something at an instant. */
        public boolean open(Instant at) {
            return endedAt.isEmpty() && at.isBefore(ends);
        }
    }

    /**
     * A link that was opened.
     *
     * @param projects the only ones, by id, that it may show; empty for any
     */
    public record Opened(Link link, Optional<Set<String>> projects) {

        /** @param project its id */
        public boolean sees(String project) {
            return projects.map(own -> own.contains(project)).orElse(true);
        }
    }

    private final Clock clock;
    private final Transactions transactions;
    private final SecureRandom random = new SecureRandom();

    SharedLinks(Clock clock, Transactions transactions) {
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Whether an administrator permits links. */
    public boolean allowed() {
        return QuarkusTransaction.requiringNew().call(this::permitted);
    }

    private boolean permitted() {
        return transactions.joined(handle -> handle.createQuery("select allowed from link_setting")
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    /** Permits links, or not any more; those that were made wait until they are permitted again. */
    public void allow(boolean allowed, String by) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (permitted() == allowed) {
                return;
            }
            transactions.joined(
                    handle -> handle.createUpdate("""
                            insert into link_setting (allowed) values (:allowed)
                            on conflict (one) do update set allowed = excluded.allowed""").bind("allowed", allowed).execute());
            AuditLog.record(
                    clock.instant(), by, AuditAct.SHARED_LINKS_PERMITTED, allowed ? "on" : "off", AuditDetail.NONE);
        });
    }

    /**
     * Makes a link.
     *
     * @param query as in {@link Link#query}
     * @param ends in the future
     * @return its secret; empty where links are not permitted, or the person has too many
     */
    public Optional<String> make(Kind kind, String name, String query, Instant ends, Session by) {
        byte[] drawn = new byte[BYTES];
        random.nextBytes(drawn);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            long open = SharedLinkRow.count("personId = ?1 and endedAt is null and ends > ?2", by.personId(), now);
            if (!permitted() || open >= MOST) {
                return Optional.empty();
            }
            SharedLinkRow row = new SharedLinkRow();
            row.hash = hash(secret);
            row.kind = kind.word();
            row.name = name;
            row.query = query;
            row.personId = by.personId();
            row.madeAt = now;
            row.ends = ends;
            row.persist();
            AuditLog.record(now, by.shown(), AuditAct.SHARED_LINK_MADE, name, AuditDetail.asWritten(kind.word()));
            return Optional.of(secret);
        });
    }

    /** What a secret opens; empty where it is none of that kind, or shows nothing any more. */
    public Optional<Opened> open(String secret, Kind kind) {
        if (!SECRET.matcher(secret).matches()) {
            return Optional.empty();
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<SharedLinkRow> row = SharedLinkRow.<SharedLinkRow>find(
                            "hash = ?1 and kind = ?2", hash(secret), kind.word())
                    .firstResultOptional();
            if (row.isEmpty() || !permitted()) {
                return Optional.empty();
            }
            PersonRow person = PersonRow.findById(row.get().personId);
            Set<String> roles = person.effectiveRoles();
            boolean reads = roles.contains(Role.VIEW) || roles.contains(Role.REPORT) || roles.contains(Role.ADMIN);
            Link link = link(row.get(), person.shown);
            return person.endedAt == null && reads && link.open(clock.instant())
                    ? Optional.of(new Opened(link, person.limit()))
                    : Optional.empty();
        });
    }

    /** The newest first. @param person the only one whose links are wanted; empty for everyone's */
    public List<Link> all(Optional<Long> person) {
        return QuarkusTransaction.requiringNew()
                .call(() -> person
                        .map(one -> SharedLinkRow.<SharedLinkRow>list("personId = ?1 order by id desc", one))
                        .orElseGet(() -> SharedLinkRow.list("order by id desc"))
                        .stream()
                        .map(row -> link(row, PersonRow.<PersonRow>findById(row.personId).shown))
                        .toList());
    }

    /**
     * Ends a link before its time.
     *
     * @param person whose it must be; empty for anyone's
     * @return false where there is none that is open
     */
    public boolean end(long id, Optional<Long> person, String by) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            SharedLinkRow row = SharedLinkRow.findById(id);
            boolean ends = row != null
                    && row.endedAt == null
                    && person.map(one -> one == row.personId).orElse(true);
            if (ends) {
                row.endedAt = now;
                AuditLog.record(now, by, AuditAct.SHARED_LINK_ENDED, row.name, AuditDetail.NONE);
            }
            return ends;
        });
    }

    private static Link link(SharedLinkRow row, String by) {
        return new Link(
                row.id,
                Kind.ofWord(row.kind).orElseThrow(),
                row.name,
                row.query,
                by,
                row.madeAt,
                row.ends,
                Optional.ofNullable(row.endedAt));
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
