package io.dabiao.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskedTest {

    @Test
    void theSecretIsFoundUnderEveryMaskAndNoTwoMasksAreAlike() {
        String secret = "kT9-secret_of-a-session";
        String one = Masked.of(secret);
        String other = Masked.of(secret);
        assertThat(one).isNotEqualTo(other).doesNotContain(secret);
        assertThat(Masked.secret(one)).contains(secret);
        assertThat(Masked.secret(other)).contains(secret);
    }

    @Test
    void whatIsNoMaskHasNoSecret() {
        assertThat(Masked.secret("")).isEmpty();
        assertThat(Masked.secret("%%%")).isEmpty();
        assertThat(Masked.secret("YWJj")).isEmpty();
    }
}
