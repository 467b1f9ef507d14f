package io.dabiao.access.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeCodesTest {

    /** Of RFC 6238, appendix B. */
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    private final TimeCodes codes = new TimeCodes();

    /** The vectors for SHA-1; of their eight digits the last six. */
    @ParameterizedTest
    @CsvSource({
        "59,          94287082",
        "1111111109,  07081804",
        "1111111111,  14050471",
        "1234567890,  89005924",
        "2000000000,  69279037",
        "20000000000, 65353130",
    })
    void theCodesAreThoseOfRfc6238(long second, String digits) {
        Instant at = Instant.ofEpochSecond(second);
        assertThat(codes.code(SECRET, at)).isEqualTo(digits.substring(2));
        assertThat(codes.step(SECRET, digits.substring(2), at)).hasValue(second / 30);
    }

    @Test
    void theCodeBeforeAndTheCodeAfterAreTakenAndNoOther() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        for (int step = -3; step <= 3; step++) {
            String code = codes.code(SECRET, now.plusSeconds(step * 30L));
            boolean near = Math.abs(step) <= 1;
            assertThat(codes.step(SECRET, code, now).isPresent())
                    .as("step " + step)
                    .isEqualTo(near);
        }
        assertThat(codes.step(SECRET, "", now)).isEmpty();
        assertThat(codes.step(SECRET, "12345", now)).isEmpty();
    }

    @Test
    void aSecretIsReadBackByItsKeyForItsOwnerAlone() throws GeneralSecurityException {
        SecretCipher cipher = new SecretCipher(Base64.getEncoder().encodeToString(new byte[32]));
        byte[] stored = cipher.encrypt(SECRET, 7);
        assertThat(cipher.decrypt(stored, 7)).isEqualTo(SECRET);
        assertThat(cipher.encrypt(SECRET, 7)).isNotEqualTo(stored);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("1234567890");
        assertThatThrownBy(() -> cipher.decrypt(stored, 8)).isInstanceOf(GeneralSecurityException.class);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThatThrownBy(() -> new SecretCipher(Base64.getEncoder().encodeToString(other)).decrypt(stored, 7))
                .isInstanceOf(GeneralSecurityException.class);
        stored[stored.length - 1] ^= 1;
        assertThatThrownBy(() -> cipher.decrypt(stored, 7)).isInstanceOf(GeneralSecurityException.class);
    }
}
