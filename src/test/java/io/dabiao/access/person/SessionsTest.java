package io.dabiao.access.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class SessionsTest {

    private static final String PASSWORD = "correct horse battery staple";

    /** A clock that steps; two replicas may have one each. */
    private static final class Steps extends Clock {
        private Instant now = Instant.parse("2026-03-01T08:00:00Z");

        void step(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Inject
    People people;

    @Inject
    Passwords passwords;

    private final Steps clock = new Steps();
    private final Sessions here = new Sessions(clock, Duration.ofHours(2), Duration.ofHours(12));
    private final Sessions there = new Sessions(clock, Duration.ofHours(2), Duration.ofHours(12));

    private Person person(String name) {
        return people.create(name, PASSWORD, Set.of("view"), Set.of(), Set.of(), "test");
    }

    @Test
    void aSessionEndsWhenNobodyUsesItAndInAnyCase() {
        String unused = here.begin(person("unused"), Optional.empty(), "");
        clock.step(Duration.ofHours(2).minusSeconds(1));
        assertThat(there.find(unused)).as("another replica knows it").isPresent();
        clock.step(Duration.ofHours(2));
        assertThat(here.find(unused)).isEmpty();

        String used = here.begin(person("used"), Optional.empty(), "");
        for (int hour = 1; hour < 12; hour++) {
            clock.step(Duration.ofHours(1));
            assertThat(here.find(used)).as("hour " + hour).isPresent();
        }
        clock.step(Duration.ofHours(1));
        assertThat(here.find(used)).isEmpty();
    }

    @Test
    void signingInAgainAndSigningOutEverywhereEndWhatWasThere() {
        Person person = person("twice");
        String first = here.begin(person, Optional.empty(), "");
        String second = there.begin(person, Optional.of(first), "");
        assertThat(here.find(first)).isEmpty();
        String third = here.begin(person, Optional.empty(), "");
        there.endAll(person.id, "test");
        assertThat(here.find(second)).isEmpty();
        assertThat(here.find(third)).isEmpty();
    }

    @Test
    void aLockDoublesAndEndsByItself() {
        People slow = new People(clock, passwords, here);
        person("guessed");
        Duration[] locks = {Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60)};
        for (int i = 0; i < 4; i++) {
            assertThat(slow.signIn("guessed", "wrong")).isInstanceOf(People.Outcome.Wrong.class);
        }
        for (Duration lock : locks) {
            Instant until = clock.instant().plus(lock);
            assertThat(slow.signIn("guessed", "wrong")).isEqualTo(new People.Outcome.Locked(until));
            assertThat(slow.signIn("Guessed", PASSWORD)).isInstanceOf(People.Outcome.Locked.class);
            clock.step(lock);
        }
        assertThat(slow.signIn("guessed", PASSWORD)).isInstanceOf(People.Outcome.Welcome.class);
        assertThat(slow.signIn("guessed", "wrong")).as("forgiven").isInstanceOf(People.Outcome.Wrong.class);
    }

    @Test
    void aPasswordIsKeptAsArgon2idAndTakenFromAnyKeyboard() {
        Person person = person("keyboards");
        assertThat(person.password)
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain(PASSWORD);
        assertThat(passwords.hash(PASSWORD)).isNotEqualTo(person.password);
        assertThat(passwords.matches("e\u0301clair of the day", passwords.hash("\u00e9clair of the day")))
                .isTrue();
        assertThat(passwords.matches(PASSWORD, null)).isFalse();
    }

    @Test
    void aPasswordThatIsNoneIsRefused() {
        for (String unfit : new String[] {"short", "aaaaaaaaaaaaaaaa", "I am nobody yet at all", "x".repeat(300)}) {
            assertThatThrownBy(() -> people.create("nobody yet", unfit, Set.of("view"), Set.of(), Set.of(), "test"))
                    .as(unfit)
                    .isInstanceOf(People.Refused.class);
        }
    }
}
