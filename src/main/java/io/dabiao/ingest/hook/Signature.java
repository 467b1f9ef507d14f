package io.dabiao.ingest.hook;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.ingest.source.Posting;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a system shows that it was it. Immutable. */
sealed interface Signature {

    boolean holds(Posting posting, JsonNode document);

    /** A header bears the secret itself, as GitLab's does. */
    record Token(String header, String key) implements Signature {
        @Override
        public boolean holds(Posting posting, JsonNode document) {
            return same(posting.headers().getOrDefault(header, ""), key);
        }
    }

    /**
     * A header bears a keyed digest of the body, in hexadecimal or base 64, behind a prefix such as {@code sha256=} or none, as those
     * of Jira, GitHub and Gitea do.
     *
     * @param algorithm such as {@code HmacSHA256}
     */
    record Keyed(String header, String algorithm, String key) implements Signature {
        @Override
        public boolean holds(Posting posting, JsonNode document) {
            String sent = posting.headers().getOrDefault(header, "").strip();
            String bare = sent.replaceFirst("^sha[0-9]{1,3}=", "");
            byte[] digest = digest(posting.body());
            return same(bare.toLowerCase(Locale.ROOT), HexFormat.of().formatHex(digest))
                    || same(bare, Base64.getEncoder().encodeToString(digest));
        }

        private byte[] digest(byte[] body) {
            try {
                Mac mac = Mac.getInstance(algorithm);
                mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
                return mac.doFinal(body);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /**
     * A member of the document is the digest of other members, one after the other, and the key, in hexadecimal, as 问卷星 has it.
     *
     * @param algorithm such as {@code SHA-1}
     */
    record Member(JsonPointer at, List<JsonPointer> over, String algorithm, String key) implements Signature {
        @Override
        public boolean holds(Posting posting, JsonNode document) {
            StringBuilder text = new StringBuilder();
            over.forEach(place -> text.append(document.at(place).asText()));
            text.append(key);
            try {
                byte[] digest = MessageDigest.getInstance(algorithm)
                        .digest(text.toString().getBytes(StandardCharsets.UTF_8));
                return same(
                        document.at(at).asText().toLowerCase(Locale.ROOT),
                        HexFormat.of().formatHex(digest));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** In a time that does not tell where they differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a signature's name in a file, the algorithm; empty for {@code token}. */
    static Optional<String> algorithm(String by) {
        return switch (by) {
            case "hmac-sha256" -> Optional.of("HmacSHA256");
            case "hmac-sha1" -> Optional.of("HmacSHA1");
            case "sha1" -> Optional.of("SHA-1");
            case "sha256" -> Optional.of("SHA-256");
            case "md5" -> Optional.of("MD5");
            default -> Optional.empty();
        };
    }
}
