package io.dabiao.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A session's secret as a page bears it: different in every answer. Answers are compressed, and from the length of one that holds something a
 * stranger chose beside a secret that stays the same, the secret could be guessed letter by letter (BREACH). Of one that never repeats
 * nothing is learned.
 */
public final class Masked {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Masked() {}

    /** A new mask with the secret under it. */
    public static String of(String secret) {
        byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
        byte[] mask = new byte[plain.length];
        RANDOM.nextBytes(mask);
        byte[] both = new byte[2 * plain.length];
        for (int i = 0; i < plain.length; i++) {
            both[i] = mask[i];
            both[plain.length + i] = (byte) (mask[i] ^ plain[i]);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(both);
    }

    /** The secret below the mask; empty where the text cannot be one. */
    static Optional<String> secret(String masked) {
        try {
            byte[] both = Base64.getUrlDecoder().decode(masked);
            if (both.length == 0 || both.length % 2 != 0) {
                return Optional.empty();
            }
            byte[] plain = new byte[both.length / 2];
            for (int i = 0; i < plain.length; i++) {
                plain[i] = (byte) (both[i] ^ both[plain.length + i]);
            }
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
