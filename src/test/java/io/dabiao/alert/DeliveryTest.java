package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {

    @ParameterizedTest
    @ValueSource(strings = {"550 no\u0000 such", "550 no\r\nsuch", "550\u001b[31m no \ud800such", " 550 no\tsuch "})
    void whatAReceiverSaysIsKeptInOneLineThatTheDatabaseTakes(String said) {
        assertThat(new Delivery.Refused(said).reason())
                .isEqualTo(new Delivery.TryAgain(said, Optional.empty()).reason())
                .startsWith("550")
                .endsWith("such")
                .doesNotContainPattern("[\\p{Cntrl}\\p{Cs}]");
    }

    @Test
    void whatIsVeryLongIsCut() {
        assertThat(new Delivery.Refused("x".repeat(1_000_000)).reason()).hasSizeLessThan(1_100);
    }

    @Test
    void theFirstFailureIsToldFromTheNext() {
        ServiceHealth health = new ServiceHealth();
        assertThat(health.fails("a", "\u0000", Instant.EPOCH)).isTrue();
        assertThat(health.fails("a", "\u0000", Instant.EPOCH)).isFalse();
        health.works("a");
        assertThat(health.fails("a", "x", Instant.EPOCH)).isTrue();
    }
}
