package io.dabiao.alert;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Answers to a message from the message itself, by people who are not signed in: an address that follows from the alert, the receiver, the
 * end of its validity and a secret of the installation. It is good for this one alert: to acknowledge it, or to silence its like for
 * some hours. Safe for use by several threads.
 */
@ApplicationScoped
public class Answers {

    /** So long a message may be answered. */
    public static final Duration VALID = Duration.ofDays(7);

    private static final int BYTES = 32;
    private static final int SHOWN = 18;
    private static final int LONGEST = 600;

    /** What an address is good for. */
    public record Answerable(long alert, String receiver) {}

    private final Transactions transactions;
    private final Clock clock;
    private volatile byte[] secret = new byte[0];

    Answers(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Where a message to a receiver is answered. @param base of the service's links */
    String address(String base, long alert, String receiver, Instant now) {
        return base + "/alerts/answer/" + token(alert, receiver, now);
    }

    private String token(long alert, String receiver, Instant now) {
        String words = alert + " " + now.plus(VALID).getEpochSecond() + " " + receiver;
        return base64(words.getBytes(StandardCharsets.UTF_8)) + "." + mac(words);
    }

    /** Empty where it is none, was tampered with or is no longer valid. */
    public Optional<Answerable> read(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            String words = new String(Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(
                    mac(words).getBytes(StandardCharsets.UTF_8),
                    token.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
                return Optional.empty();
            }
            String[] parts = words.split(" ", 3);
            boolean valid = clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(parts[1])));
            return valid ? Optional.of(new Answerable(Long.parseLong(parts[0]), parts[2])) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException wrong) {
            return Optional.empty();
        }
    }

    private String mac(String words) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
            return base64(Arrays.copyOf(mac.doFinal(words.getBytes(StandardCharsets.UTF_8)), SHOWN));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Made by the replica that needs it first. */
    byte[] secret() {
        if (secret.length == 0) {
            byte[] fresh = new byte[BYTES];
            new SecureRandom().nextBytes(fresh);
            secret = transactions.update(handle -> {
                handle.createUpdate("insert into alert_answer_secret (secret) values (:secret) on conflict do nothing")
                        .bind("secret", fresh)
                        .execute();
                return handle.createQuery("select secret from alert_answer_secret")
                        .mapTo(byte[].class)
                        .one();
            });
        }
        return secret;
    }
}
