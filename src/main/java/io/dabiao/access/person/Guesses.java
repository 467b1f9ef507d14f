package io.dabiao.access.person;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.database.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private final Transactions transactions;

    Guesses(Clock clock, Transactions transactions) {
        this.clock = clock;
        this.transactions = transactions;
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
            boolean counted = transactions
                    .joined(handle -> handle.createQuery("""
                                    insert into sign_in_failure as f (name, failures, failed_at, locked_until)
                                    values (:what, 1, :now, 'epoch')
                                    on conflict (name) do update set
                                      failures = case when f.failed_at < :forgotten then 1 else f.failures + 1 end,
                                      failed_at = :now,
                                      locked_until = case when f.failed_at < :forgotten or f.failures < :free then 'epoch'::timestamptz
                                        else :now::timestamptz
                                          + least(:first * power(2, least(f.failures - :free, 20)), :longest) * interval '1 second' end
                                    where f.locked_until <= :now
                                    returning failures""")
                            .bind("what", what)
                            .bind("now", now)
                            .bind("forgotten", now.minus(FORGOTTEN_AFTER))
                            .bind("free", FREE)
                            .bind("first", FIRST_LOCK.toSeconds())
                            .bind("longest", LONGEST_LOCK.toSeconds())
                            .mapTo(Integer.class)
                            .findOne())
                    .isPresent();
            Instant until = SignInFailure.<SignInFailure>findByIdOptional(what)
                    .map(failure -> failure.lockedUntil)
                    .orElse(now);
            if (!counted) {
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
