package io.dabiao.access.person;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.commons.codec.binary.Base32;
import org.jboss.logging.Logger;

/** Second factors of people with an account here: setting one up, asking for it, and doing without it when it is lost. */
@ApplicationScoped
public class SecondFactors {

    private static final Logger LOG = Logger.getLogger(SecondFactors.class);
    private static final String ISSUER = "Dabiao";
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_BYTES = 10;

    /** After so long the password must be given again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * A secret that waits for its first code.
     *
     * @param key to be typed, in groups of four characters
     * @param uri for a QR code
     */
    public record Enrolment(String key, String uri) {}

    /**
     * @param since empty where there is no second factor
     * @param recoveryCodes how many are left
     */
    public record State(Optional<Instant> since, long recoveryCodes) {

        public boolean on() {
            return since.isPresent();
        }
    }

    /** @param leadsTo a path of this service, where the person wanted to go */
    public record Halfway(long personId, String leadsTo) {}

    /** What came of a code. */
    public sealed interface CodeCheck {

        record Right(Person person, String leadsTo) implements CodeCheck {}

        record Wrong() implements CodeCheck {}

        /** Too many tries; nothing was looked at. */
        record Locked(Instant until) implements CodeCheck {}

        /** The password was given too long ago, or never. */
        record Over() implements CodeCheck {}
    }

    private final Clock clock;
    private final Guesses guesses;
    private final Sessions sessions;
    private final Optional<SecretCipher> cipher;
    private final TimeCodes codes = new TimeCodes();
    private final Base32 base32 = new Base32();
    private final SecureRandom random = new SecureRandom();

    @Inject
    SecondFactors(Clock clock, Guesses guesses, Sessions sessions, Settings settings) {
        this(clock, guesses, sessions, settings.encryptionKey());
    }

    /** @param key 32 bytes in base 64; without it no second factor can be set up */
    SecondFactors(Clock clock, Guesses guesses, Sessions sessions, Optional<String> key) {
        this.clock = clock;
        this.guesses = guesses;
        this.sessions = sessions;
        this.cipher = key.filter(text -> !text.isBlank()).map(SecretCipher::new);
    }

    /** Whether this installation has a key to keep secrets with. */
    public boolean offered() {
        return cipher.isPresent();
    }

    public State state(long personId) {
        return QuarkusTransaction.requiringNew()
                .call(() -> new State(
                        SecondFactorRow.<SecondFactorRow>findByIdOptional(personId)
                                .map(factor -> factor.confirmedAt),
                        RecoveryCode.count("personId", personId)));
    }

    // ---- setting it up

    /**
     * The secret that waits for its first code; it is drawn where there is none yet.
     *
     * @throws People.Refused where a second factor is there already, or the account is not of this service
     */
    public Enrolment enrol(Session session) {
        SecretCipher box = cipher.orElseThrow(() -> new People.Refused(People.Fault.NO_SECOND_FACTOR_HERE));
        return QuarkusTransaction.requiringNew().call(() -> {
            PersonRow person = PersonRow.findById(session.personId());
            if (person.password == null) {
                throw new People.Refused(People.Fault.NO_SECOND_FACTOR_HERE);
            }
            SecondFactorRow factor = SecondFactorRow.findById(person.id);
            if (factor != null && factor.confirmedAt != null) {
                throw new People.Refused(People.Fault.SECOND_FACTOR_ON);
            }
            Optional<byte[]> waiting = factor == null ? Optional.empty() : secret(factor);
            byte[] secret = waiting.orElseGet(() -> draw(TimeCodes.SECRET_BYTES));
            if (waiting.isEmpty()) {
                SecondFactorRow.deleteById(person.id);
                SecondFactorRow drawn = new SecondFactorRow();
                drawn.personId = person.id;
                drawn.secret = box.encrypt(secret, person.id);
                drawn.createdAt = clock.instant();
                drawn.lastStep = 0;
                drawn.persist();
            }
            return enrolment(person.shown, secret);
        });
    }

    private Enrolment enrolment(String shown, byte[] secret) {
        String key = base32.encodeToString(secret).replace("=", "");
        String label = encoded(ISSUER) + ":" + encoded(shown);
        return new Enrolment(
                String.join(" ", key.split("(?<=\\G.{4})")),
                "otpauth://totp/" + label + "?secret=" + key + "&issuer=" + encoded(ISSUER) + "&algorithm=SHA1&digits="
                        + TimeCodes.DIGITS + "&period=30");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Turns a second factor on, by the first code that the app shows; the person's other sessions end.
     *
     * @return recovery codes, shown once and kept nowhere
     * @throws People.Refused where the code is wrong
     */
    public List<String> confirm(Session session, String typed) {
        String guess = guess(session.personId());
        Guesses.Try counted = guesses.count(guess);
        if (counted instanceof Guesses.Try.Locked) {
            throw new People.Refused(People.Fault.TOO_MANY_TRIES);
        }
        List<String> made = QuarkusTransaction.requiringNew().call(() -> {
            SecondFactorRow factor = SecondFactorRow.findById(session.personId());
            OptionalLong step = factor == null || factor.confirmedAt != null
                    ? OptionalLong.empty()
                    : secret(factor)
                            .map(secret -> codes.step(secret, digits(typed), clock.instant()))
                            .orElse(OptionalLong.empty());
            if (step.isEmpty()) {
                return List.<String>of();
            }
            factor.confirmedAt = clock.instant();
            factor.lastStep = step.getAsLong();
            AuditLog.record(
                    factor.confirmedAt,
                    session.shown(),
                    AuditAct.PERSON_SECOND_FACTOR_ON,
                    session.shown(),
                    AuditDetail.NONE);
            return recoveryCodes(session.personId());
        });
        if (made.isEmpty()) {
            guesses.failed(counted, session.shown());
            throw new People.Refused(People.Fault.CODE_WRONG);
        }
        QuarkusTransaction.requiringNew().run(() -> guesses.forget(guess));
        sessions.endOthers(session);
        return made;
    }

    /** Makes new ones; those before are worth nothing any more. */
    private List<String> recoveryCodes(long personId) {
        RecoveryCode.delete("personId", personId);
        return IntStream.range(0, RECOVERY_CODES)
                .mapToObj(i -> {
                    String code = base32.encodeToString(draw(RECOVERY_BYTES));
                    RecoveryCode row = new RecoveryCode();
                    row.hash = Secrets.hash(code);
                    row.personId = personId;
                    row.persist();
                    return String.join("-", code.split("(?<=\\G.{4})"));
                })
                .toList();
    }

    /**
     * New recovery codes, by a code of the app or one of the old ones.
     *
     * @throws People.Refused where the code is wrong
     */
    public List<String> renewRecoveryCodes(Session session, String typed) {
        demand(session, typed);
        return QuarkusTransaction.requiringNew().call(() -> {
            AuditLog.record(
                    clock.instant(),
                    session.shown(),
                    AuditAct.PERSON_RECOVERY_CODES,
                    session.shown(),
                    AuditDetail.NONE);
            return recoveryCodes(session.personId());
        });
    }

    /**
     * Turns a second factor off, by a code of the app or a recovery code.
     *
     * @throws People.Refused where the code is wrong
     */
    public void turnOff(Session session, String typed) {
        demand(session, typed);
        QuarkusTransaction.requiringNew().run(() -> {
            delete(session.personId());
            AuditLog.record(
                    clock.instant(),
                    session.shown(),
                    AuditAct.PERSON_SECOND_FACTOR_OFF,
                    session.shown(),
                    AuditDetail.NONE);
        });
    }

    /** An administrator takes the second factor of a person who has lost it away; the person's sessions end. */
    public void reset(long personId, String by) {
        QuarkusTransaction.requiringNew().run(() -> {
            PersonRow person = PersonRow.findById(personId);
            delete(personId);
            SessionRow.delete("personId", personId);
            AuditLog.record(clock.instant(), by, AuditAct.PERSON_SECOND_FACTOR_RESET, person.shown, AuditDetail.NONE);
        });
    }

    private static void delete(long personId) {
        SecondFactorRow.deleteById(personId);
        RecoveryCode.delete("personId", personId);
    }

    // ---- asking for it

    /**
     * A person's password was right.
     *
     * @param leadsTo a path of this service, where the person wants to go
     * @return the secret for the browser to keep until the code comes
     */
    public String halfway(Person person, String leadsTo) {
        byte[] bytes = draw(32);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        QuarkusTransaction.requiringNew().run(() -> {
            Instant now = clock.instant();
            HalfwaySignIn.delete("createdAt < ?1", now.minus(PATIENCE));
            HalfwaySignIn row = new HalfwaySignIn();
            row.hash = Secrets.hash(secret);
            row.personId = person.id();
            row.leadsTo = leadsTo;
            row.createdAt = now;
            row.persist();
        });
        return secret;
    }

    /** Whether a code is waited for. */
    public boolean isHalfway(String secret) {
        return find(secret).isPresent();
    }

    private Optional<Halfway> find(String secret) {
        return QuarkusTransaction.requiringNew()
                .call(() -> HalfwaySignIn.<HalfwaySignIn>findByIdOptional(Secrets.hash(secret))
                        .filter(row -> clock.instant().isBefore(row.createdAt.plus(PATIENCE)))
                        .map(row -> new Halfway(row.personId, row.leadsTo)));
    }

    /**
     * Ends a sign-in by the second factor.
     *
     * @param secret as the browser kept it
     */
    public CodeCheck finish(String secret, String typed) {
        Optional<Halfway> halfway = find(secret);
        if (halfway.isEmpty()) {
            return new CodeCheck.Over();
        }
        long personId = halfway.get().personId();
        Guesses.Try counted = guesses.count(guess(personId));
        if (counted instanceof Guesses.Try.Locked locked) {
            return new CodeCheck.Locked(locked.until());
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            PersonRow person = PersonRow.findById(personId);
            if (person.endedAt != null) {
                return new CodeCheck.Over();
            }
            Optional<AuditDetail> way = right(personId, typed);
            if (way.isEmpty()) {
                guesses.failed(counted, person.shown);
                return counted.locksUntil()
                        .<CodeCheck>map(CodeCheck.Locked::new)
                        .orElseGet(CodeCheck.Wrong::new);
            }
            guesses.forget(guess(personId));
            HalfwaySignIn.deleteById(Secrets.hash(secret));
            AuditLog.record(clock.instant(), person.shown, AuditAct.PERSON_SIGNED_IN, person.shown, way.get());
            return new CodeCheck.Right(person.person(), halfway.get().leadsTo());
        });
    }

    private void demand(Session session, String typed) {
        String guess = guess(session.personId());
        Guesses.Try counted = guesses.count(guess);
        if (counted instanceof Guesses.Try.Locked) {
            throw new People.Refused(People.Fault.TOO_MANY_TRIES);
        }
        boolean right = QuarkusTransaction.requiringNew()
                .call(() -> right(session.personId(), typed).isPresent());
        if (!right) {
            guesses.failed(counted, session.shown());
            throw new People.Refused(People.Fault.CODE_WRONG);
        }
        QuarkusTransaction.requiringNew().run(() -> guesses.forget(guess));
    }

    /** By what a code is right, for the record; empty where it is wrong or was used before. It is used up. */
    private Optional<AuditDetail> right(long personId, String typed) {
        String digits = digits(typed);
        if (digits.length() == TimeCodes.DIGITS) {
            SecondFactorRow factor = SecondFactorRow.findById(personId);
            if (factor == null || factor.confirmedAt == null) {
                return Optional.empty();
            }
            OptionalLong step = secret(factor)
                    .map(secret -> codes.step(secret, digits, clock.instant()))
                    .orElse(OptionalLong.empty());
            boolean first = step.isPresent()
                    && SecondFactorRow.update(
                                    "lastStep = ?1 where personId = ?2 and lastStep < ?1", step.getAsLong(), personId)
                            == 1;
            return first ? Optional.of(AuditDetail.of(AuditPhrase.WITH_CODE)) : Optional.empty();
        }
        String code = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z2-7]", "");
        boolean used = RecoveryCode.delete("hash = ?1 and personId = ?2", Secrets.hash(code), personId) == 1;
        return used
                ? Optional.of(AuditDetail.of(AuditPhrase.WITH_RECOVERY_CODE, RecoveryCode.count("personId", personId)))
                : Optional.empty();
    }

    /** Empty where the key is another than when it was written; recovery codes work all the same. */
    private Optional<byte[]> secret(SecondFactorRow factor) {
        if (cipher.isEmpty()) {
            LOG.error(
                    "dabiao.encryption-key is not set: codes of second factors cannot be checked, recovery codes can");
            return Optional.empty();
        }
        try {
            return Optional.of(cipher.get().decrypt(factor.secret, factor.personId));
        } catch (GeneralSecurityException otherKey) {
            LOG.errorf(
                    "the second factor of person %d was kept under another dabiao.encryption-key: bring that key back,"
                            + " sign in with a recovery code, or have the second factor reset",
                    factor.personId);
            return Optional.empty();
        }
    }

    private byte[] draw(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return drawn;
    }

    private static String guess(long personId) {
        return "code\n" + personId;
    }

    /** As it is typed: 123 456, in any digits. */
    private static String digits(String typed) {
        StringBuilder digits = new StringBuilder();
        typed.codePoints()
                .filter(Character::isDigit)
                .map(Character::getNumericValue)
                .forEach(digits::append);
        boolean only = typed.codePoints().allMatch(c -> Character.isDigit(c) || Character.isWhitespace(c) || c == '-');
        return only ? digits.toString() : "";
    }
}
