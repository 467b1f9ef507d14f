package io.dabiao.access.person;

import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords by Argon2id with 19 MiB, two passes and one lane (OWASP's least), written as PHC strings. A password is taken in
 * Unicode's NFKC, so that it is the same from every keyboard.
 */
@ApplicationScoped
public class Passwords {

    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final WorkBudget budget;
    private final SecureRandom random = new SecureRandom();

    /** Checked where no one has the name, so that the time taken does not tell. */
    private final String decoy;

    Passwords(WorkBudget budget) {
        this.budget = budget;
        this.decoy = hash("nobody has this password");
    }

    /** A new salt each time. */
    public String hash(String password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] hash = argon2(password, salt, MEMORY_KIB, PASSES, LANES, HASH);
        Base64.Encoder text = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + text.encodeToString(salt) + "$"
                + text.encodeToString(hash);
    }

    /**
     * Whether a password is the one that was hashed.
     *
     * @param phc null where no one has such a password: it takes as long, and is false
     */
    public boolean matches(String password, String phc) {
        Matcher parts = PHC.matcher(phc == null ? decoy : phc);
        if (!parts.matches()) {
            throw new IllegalStateException("a stored password is no Argon2id string");
        }
        byte[] stored = Base64.getDecoder().decode(parts.group(5));
        byte[] tried = argon2(
                password,
                Base64.getDecoder().decode(parts.group(4)),
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                stored.length);
        return MessageDigest.isEqual(stored, tried) && phc != null;
    }

    private byte[] argon2(String password, byte[] salt, int memory, int passes, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        // Signing in cannot be made to fill the memory: a hash waits for its place, and is refused where too many wait.
        try (WorkBudget.Place place = budget.begin(Work.PASSWORD)) {
            place.allowance().check();
            generator.generateBytes(
                    Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8), hash);
        }
        return hash;
    }
}
