package io.dabiao.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyPlacesTest {

    private final BodyPlaces places = new BodyPlaces(256L << 20);

    @Test
    void aCallerWithAllOfItsPlacesIsToldToComeBackAndOthersAreNot() {
        for (int i = 0; i < 16; i++) {
            places.enter("one", true, 16);
        }
        assertThatThrownBy(() -> places.enter("one", true, 16)).isInstanceOfSatisfying(Overloaded.class, told -> {
            assertThat(told.status()).isEqualTo(429);
            assertThat(told.retryAfter()).isPositive();
        });
        places.enter("another", true, 16).run();
    }

    @Test
    void whoeverIsNotKnownCannotTakeThePlacesOfThoseWhoAre() {
        List<Runnable> taken = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        taken.add(places.enter("address " + i, false, 16));
                    }
                })
                .isInstanceOfSatisfying(
                        Overloaded.class, told -> assertThat(told.status()).isEqualTo(503));
        assertThat(taken).hasSizeGreaterThanOrEqualTo(8);
        places.enter("known", true, 16).run();

        taken.forEach(Runnable::run);
        places.enter("address x", false, 16).run();
    }

    @Test
    void aPlaceIsLeftOnce() {
        Runnable first = places.enter("one", true, 1);
        first.run();
        first.run();
        Runnable second = places.enter("one", true, 1);
        assertThatThrownBy(() -> places.enter("one", true, 1)).isInstanceOf(Overloaded.class);
        second.run();
    }
}
