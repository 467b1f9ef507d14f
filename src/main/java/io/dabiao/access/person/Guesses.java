package io.dabiao.access.person;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Counts guesses at a password or a code, before they are looked at and in the database: tries at the same moment, at whichever replica, are all
 * counted. Too many lock what is guessed at, each time for longer.
 */
@ApplicationScoped
class Guesses {

    /** So many failures cost nothing; each further one doubles the wait. */
    private static final int FREE = 4;

    private static final Duration FIRST_LOCK = Duration.ofSeconds(15);

    /** Longer would let anyone lock out anyone. */
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(15);

    /** After so long without a failure all is forgotten. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    /** What counting a try says. */
    sealed interface Try {

        /** When it is locked once this try fails; empty where it is not. */
        Optional<Instant> locksUntil();

        /** It may be looked at. */
        record Counted(Optional<Instant> locksUntil) implements Try {}

        /** It must not be looked at. */
        record Locked(Instant until) implements Try {
            @Override
            public Optional<Instant> locksUntil() {
                return Optional.of(until);
            }
        }
    }

    private final Clock clock;

    Guesses(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts a try as a failure; {@link #forget} takes that back when it was right.
     *
     * @param what is guessed at: a name as it is typed, whether someone has it or not; others bear a line break, which no name has
     */
    Try count(String what) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Instant now = clock.instant();
            // One statement: the row is locked while it is counted up, and is not touched while a lock holds. What is
            // not locked was so
            // long ago: the clocks of two threads may differ by a moment.
            List<?> counted = SignInFailure.getEntityManager()
                    .createNativeQuery("""
                            insert into sign_in_failure as f (name, failures, failed_at, locked_until)
                            values (?1, 1, ?2, 'epoch')
                            on conflict (name) do update set
                              failures = case when f.failed_at < ?3 then 1 else f.failures + 1 end,
                              failed_at = ?2,
                              locked_until = case when f.failed_at < ?3 or f.failures < ?4 then cast('epoch' as timestamptz)
                                else cast(?2 as timestamptz) + least(?5 * power(2, least(f.failures - ?4, 20)), ?6) * interval '1 second' end
                            where f.locked_until <= ?2
                            returning failures""")
                    .setParameter(1, what)
                    .setParameter(2, now)
                    .setParameter(3, now.minus(FORGOTTEN_AFTER))
                    .setParameter(4, FREE)
                    .setParameter(5, FIRST_LOCK.toSeconds())
                    .setParameter(6, LONGEST_LOCK.toSeconds())
                    .getResultList();
            Instant until = SignInFailure.<SignInFailure>findByIdOptional(what)
                    .map(failure -> failure.lockedUntil)
                    .orElse(now);
            if (counted.isEmpty()) {
                return new Try.Locked(until);
            }
            if (!until.isAfter(now)) {
                return new Try.Counted(Optional.empty());
            }
            return new Try.Counted(Optional.of(until));
        });
    }

    /** Records that a try which was looked at was wrong, where it locks. */
    void failed(Try counted, String subject) {
        if (counted.locksUntil().isPresent()) {
            QuarkusTransaction.requiringNew()
                    .run(() -> AuditLog.record(
                            clock.instant(),
                            "dabiao",
                            AuditAct.PERSON_LOCKED,
                            subject,
                            AuditDetail.of(
                                    AuditPhrase.UNTIL, counted.locksUntil().get())));
        }
    }

    /**
     * Looks at a try that was counted. Where it cannot be looked at now, it is not counted; what locked stays locked.
     *
     * @param what as it was counted
     */
    boolean checked(String what, BooleanSupplier look) {
        try {
            return look.getAsBoolean();
        } catch (RuntimeException notLookedAt) {
            QuarkusTransaction.requiringNew()
                    .run(() -> SignInFailure.update(
                            "failures = failures - 1 where name = ?1 and failures between 1 and ?2", what, FREE));
            throw notLookedAt;
        }
    }

    /** A try was right. */
    void forget(String what) {
        QuarkusTransaction.joiningExisting().run(() -> SignInFailure.deleteById(what));
    }

    void forgetOld() {
        QuarkusTransaction.requiringNew()
                .run(() -> SignInFailure.delete("failedAt < ?1", clock.instant().minus(FORGOTTEN_AFTER)));
    }
}
