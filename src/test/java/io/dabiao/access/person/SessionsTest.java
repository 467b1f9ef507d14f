package io.dabiao.access.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.ServiceDatabase;
import io.dabiao.database.Transactions;
import io.dabiao.settings.SecondFactorDemand;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    @Inject
    Transactions transactions;

    private final Steps clock = new Steps();
    private final Sessions here =
            new Sessions(clock, Duration.ofHours(2), Duration.ofHours(12), SecondFactorDemand.OPTIONAL);
    private final Sessions there =
            new Sessions(clock, Duration.ofHours(2), Duration.ofHours(12), SecondFactorDemand.OPTIONAL);

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
        there.endAll(person.id(), "test");
        assertThat(here.find(second)).isEmpty();
        assertThat(here.find(third)).isEmpty();
    }

    @Test
    void aLockDoublesAndEndsByItself() {
        People slow = new People(clock, passwords, here, new Guesses(clock, transactions), transactions);
        person("guessed");
        Duration[] locks = {Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60)};
        for (int i = 0; i < 4; i++) {
            assertThat(slow.signIn("guessed", "wrong")).isInstanceOf(People.SignInResult.Wrong.class);
        }
        for (Duration lock : locks) {
            Instant until = clock.instant().plus(lock);
            assertThat(slow.signIn("guessed", "wrong")).isEqualTo(new People.SignInResult.Locked(until));
            assertThat(slow.signIn("Guessed", PASSWORD)).isInstanceOf(People.SignInResult.Locked.class);
            clock.step(lock);
        }
        assertThat(slow.signIn("guessed", PASSWORD)).isInstanceOf(People.SignInResult.Welcome.class);
        assertThat(slow.signIn("guessed", "wrong")).as("forgiven").isInstanceOf(People.SignInResult.Wrong.class);
    }

    @Test
    void triesAtTheSameMomentAreCountedBeforeAnyIsLookedAt() throws Exception {
        person("hurried");
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            for (String name : List.of("hurried", "nobody in a hurry")) {
                CountDownLatch together = new CountDownLatch(10);
                List<Future<People.SignInResult>> wrong = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    wrong.add(threads.submit(() -> {
                        together.countDown();
                        together.await();
                        return people.signIn(name, "wrong");
                    }));
                }
                List<People.SignInResult> outcomes = new ArrayList<>();
                for (Future<People.SignInResult> one : wrong) {
                    outcomes.add(one.get());
                }
                assertThat(outcomes)
                        .filteredOn(People.SignInResult.Wrong.class::isInstance)
                        .as(name)
                        .hasSize(4);
                assertThat(people.signIn(name, PASSWORD)).isInstanceOf(People.SignInResult.Locked.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theCurrentPasswordCannotBeFoundOutFromAnOpenBrowser() {
        People slow = new People(clock, passwords, here, new Guesses(clock, transactions), transactions);
        Session session = here.find(here.begin(person("away for lunch"), Optional.empty(), ""))
                .orElseThrow();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> slow.changePassword(session, "wrong", "another sentence that is long"))
                    .hasMessage("password wrong");
        }
        assertThatThrownBy(() -> slow.changePassword(session, PASSWORD, "another sentence that is long"))
                .hasMessage("too many tries");
        clock.step(Duration.ofSeconds(15));
        slow.changePassword(session, PASSWORD, "another sentence that is long");
        assertThat(slow.signIn("away for lunch", "another sentence that is long"))
                .isInstanceOf(People.SignInResult.Welcome.class);
    }

    @Test
    void whoMustHaveASecondFactorMayDoNothingBeforeItIsSetUp() {
        Sessions strict =
                new Sessions(clock, Duration.ofHours(2), Duration.ofHours(12), SecondFactorDemand.ADMINISTRATORS);
        Person administrator =
                people.create("strict administrator", PASSWORD, Set.of("admin"), Set.of(), Set.of(), "test");
        String secret = strict.begin(administrator, Optional.empty(), "");
        Session before = strict.find(secret).orElseThrow();
        assertThat(before.enrols()).isTrue();
        assertThat(before.roles()).isEmpty();
        assertThat(strict.find(strict.begin(person("strict viewer"), Optional.empty(), "")))
                .hasValueSatisfying(viewer -> assertThat(viewer.roles()).containsExactly("view"));

        QuarkusTransaction.requiringNew().run(() -> {
            SecondFactorRow factor = new SecondFactorRow();
            factor.personId = administrator.id();
            factor.secret = new byte[0];
            factor.createdAt = clock.instant();
            factor.confirmedAt = clock.instant();
            factor.persist();
        });

        assertThat(strict.find(secret)).hasValueSatisfying(after -> {
            assertThat(after.enrols()).isFalse();
            assertThat(after.roles()).containsExactly("admin");
        });
    }

    @Test
    void aPasswordIsKeptAsArgon2idAndTakenFromAnyKeyboard() {
        String kept = QuarkusTransaction.requiringNew()
                .call(() -> PersonRow.<PersonRow>findById(person("keyboards").id()).password);
        assertThat(kept).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD);
        assertThat(passwords.hash(PASSWORD)).isNotEqualTo(kept);
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
