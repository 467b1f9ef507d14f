package io.dabiao.check.heartbeat;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The part of a job's address that nobody guesses: it follows from the site, its number and a secret of the installation, so that none
 * is stored and every replica knows all of them. Safe for use by several threads.
 */
@ApplicationScoped
class HeartbeatKeys {

    private static final int BYTES = 32;
    private static final int SHOWN = 18;

    private final Transactions transactions;
    private volatile byte[] secret = new byte[0];

    HeartbeatKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    String of(String site, int number) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
            byte[] whole = mac.doFinal((site + "\n" + number).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(java.util.Arrays.copyOf(whole, SHOWN))
                    .replace('-', '0')
                    .replace('_', '1');
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean right(String site, int number, String said) {
        return MessageDigest.isEqual(
                of(site, number).getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }

    /** Made by the replica that needs it first. */
    private byte[] secret() {
        if (secret.length == 0) {
            byte[] fresh = new byte[BYTES];
            new SecureRandom().nextBytes(fresh);
            secret = transactions.update(handle -> {
                handle.createUpdate("insert into heartbeat_secret (secret) values (:secret) on conflict do nothing")
                        .bind("secret", fresh)
                        .execute();
                return handle.createQuery("select secret from heartbeat_secret")
                        .mapTo(byte[].class)
                        .one();
            });
        }
        return secret;
    }
}
