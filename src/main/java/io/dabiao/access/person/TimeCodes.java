package io.dabiao.access.person;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based codes as RFC 6238 has them: six digits, steps of 30 seconds, HMAC-SHA-1, which is what every app understands. Thread-safe.
 */
final class TimeCodes {

    /** As RFC 4226 recommends. */
    static final int SECRET_BYTES = 20;

    static final int DIGITS = 6;

    private static final Duration STEP = Duration.ofSeconds(30);

    /** Clocks differ, and typing takes time: the code before and the code after are taken too. */
    private static final int LEEWAY = 1;

    private final TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator(STEP, DIGITS);

    /** Which step of those around now a code belongs to; empty where it is of none. */
    OptionalLong step(byte[] secret, String code, Instant now) {
        long current = now.getEpochSecond() / STEP.toSeconds();
        OptionalLong found = OptionalLong.empty();
        for (long step = current - LEEWAY; step <= current + LEEWAY; step++) {
            // All are compared, and in full: the time taken does not tell how much was right.
            if (MessageDigest.isEqual(
                    code(secret, step).getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** The code of the step that an instant lies in. */
    String code(byte[] secret, Instant at) {
        return code(secret, at.getEpochSecond() / STEP.toSeconds());
    }

    private String code(byte[] secret, long step) {
        try {
            return generator.generateOneTimePasswordString(
                    new SecretKeySpec(secret, "RAW"), Instant.ofEpochSecond(step * STEP.toSeconds()), Locale.ROOT);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("HMAC takes any key", impossible);
        }
    }
}
