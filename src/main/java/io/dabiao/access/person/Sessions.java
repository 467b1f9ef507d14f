package io.dabiao.access.person;

import io.dabiao.access.Role;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.settings.SecondFactorDemand;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sessions of people, kept in the database: every replica knows them, and ending one ends it everywhere. */
@ApplicationScoped
public class Sessions {

    /** A session's last use is written down no more often. */
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

    private static final int LONGEST_BROWSER = 200;

    /**
     * Where a person has signed in.
     *
     * @param hash of the secret that the browser keeps
     * @param browser what it says it is
     * @param seenAt last used, to the minute
     */
    public record SignedIn(String hash, String browser, Instant createdAt, Instant seenAt) {}

    private final Clock clock;
    private final Duration idle;
    private final Duration longest;
    private final SecondFactorDemand demand;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Sessions(Clock clock, Settings settings) {
        this(clock, settings.sessionIdle(), settings.sessionLongest(), settings.secondFactor());
    }

    Sessions(Clock clock, Duration idle, Duration longest, SecondFactorDemand demand) {
        this.demand = demand;
        this.clock = clock;
        this.idle = idle;
        this.longest = longest;
    }

    /**
     * Begins a session; one that the browser still had ends.
     *
     * @param former the secret that the browser sent along, if any
     * @param browser what it says it is
     * @return the secret for the browser to keep, kept nowhere else
     */
    public String begin(Person person, Optional<String> former, String browser) {
        String secret = random(32);
        QuarkusTransaction.requiringNew().run(() -> {
            former.ifPresent(old -> SessionRow.deleteById(Secrets.hash(old)));
            Instant now = clock.instant();
            SessionRow.delete("createdAt <= ?1 or seenAt <= ?2", now.minus(longest), now.minus(idle));
            SessionRow row = new SessionRow();
            row.hash = Secrets.hash(secret);
            row.personId = person.id();
            row.csrf = random(24);
            row.createdAt = now;
            row.seenAt = now;
            row.browser = browser.length() > LONGEST_BROWSER ? browser.substring(0, LONGEST_BROWSER) : browser;
            row.persist();
        });
        return secret;
    }

    /** The session of a secret; empty where it is unknown, has expired or its person's account has ended. */
    public Optional<Session> find(String secret) {
        return QuarkusTransaction.requiringNew().call(() -> {
            SessionRow row = SessionRow.findById(Secrets.hash(secret));
            Instant now = clock.instant();
            if (row == null || !now.isBefore(row.createdAt.plus(longest)) || !now.isBefore(row.seenAt.plus(idle))) {
                return Optional.empty();
            }
            PersonRow person = PersonRow.findById(row.personId);
            if (person.endedAt != null) {
                return Optional.empty();
            }
            if (!now.isBefore(row.seenAt.plus(SEEN_EVERY))) {
                row.seenAt = now;
            }
            boolean enrols = demands(person) && !SecondFactorRow.on(person.id);
            return Optional.of(new Session(
                    row.hash,
                    person.id,
                    person.shown,
                    enrols ? Set.of() : person.effectiveRoles(),
                    person.limit(),
                    Set.of(person.ownerNames),
                    row.csrf,
                    enrols,
                    Optional.ofNullable(row.flash)));
        });
    }

    /** Whether this installation demands a second factor of a person. */
    public boolean demandsSecondFactor(long personId) {
        return QuarkusTransaction.requiringNew().call(() -> demands(PersonRow.findById(personId)));
    }

    /** Who signs in elsewhere has a second factor there, or not. */
    private boolean demands(PersonRow person) {
        return person.password != null
                && switch (demand) {
                    case OPTIONAL -> false;
                    case ADMINISTRATORS -> Arrays.asList(person.roles).contains(Role.ADMIN);
                    case ALL -> true;
                };
    }

    /** Says something on the session's next page. */
    public void flash(Session session, String words) {
        QuarkusTransaction.requiringNew()
                .run(() -> SessionRow.update("flash = ?1 where hash = ?2", words, session.hash()));
    }

    /** What was said is not said again. */
    public void said(Session session) {
        QuarkusTransaction.requiringNew()
                .run(() -> SessionRow.update(
                        "flash = null where hash = ?1 and flash = ?2",
                        session.hash(),
                        session.flash().orElse("")));
    }

    public void end(Session session) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (SessionRow.deleteById(session.hash())) {
                AuditLog.record(
                        clock.instant(),
                        session.shown(),
                        AuditAct.PERSON_SIGNED_OUT,
                        session.shown(),
                        AuditDetail.NONE);
            }
        });
    }

    /** Ends all sessions of a person, at once at every replica. */
    public void endAll(long personId, String by) {
        QuarkusTransaction.requiringNew().run(() -> {
            long ended = SessionRow.delete("personId", personId);
            PersonRow person = PersonRow.findById(personId);
            AuditLog.record(
                    clock.instant(),
                    by,
                    AuditAct.PERSON_SIGNED_OUT,
                    person.shown,
                    AuditDetail.of(AuditPhrase.SESSIONS, ended));
        });
    }

    /** Ends all sessions of a person but one. */
    public void endOthers(Session session) {
        QuarkusTransaction.requiringNew()
                .run(() -> SessionRow.delete("personId = ?1 and hash <> ?2", session.personId(), session.hash()));
    }

    /** The sessions of a person that have not expired, the last used first. */
    public List<SignedIn> of(long personId) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew()
                .call(() -> SessionRow.<SessionRow>list(
                                "personId = ?1 and createdAt > ?2 and seenAt > ?3 order by seenAt desc",
                                personId,
                                now.minus(longest),
                                now.minus(idle))
                        .stream()
                        .map(row -> new SignedIn(row.hash, row.browser, row.createdAt, row.seenAt))
                        .toList());
    }

    private String random(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
