package io.dabiao.expose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.problem.Problem;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecurityTxtTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final List<URI> CONTACTS =
            List.of(URI.create("mailto:security@example.org"), URI.create("https://example.org/report"));

    @Test
    void itNamesEveryContactAndTheEndOfTheLastDay() {
        assertThat(at("2026-11-29T00:00:00Z", Optional.of(LocalDate.of(2027, 6, 30))))
                .isEqualTo("""
                        Contact: mailto:security@example.org
                        Contact: https://example.org/report
                        Expires: 2027-06-30T16:00:00Z
                        Preferred-Languages: zh, en
                        """);
    }

    @Test
    void withoutADayItHoldsForHalfAYearFromWheneverItIsAskedFor() {
        assertThat(at("2026-11-29T12:34:56Z", Optional.empty())).contains("Expires: 2027-05-28T00:00:00Z");
    }

    @Test
    void whatIsOverIsNotGiven() {
        assertThat(at("2027-06-30T15:59:59Z", Optional.of(LocalDate.of(2027, 6, 30))))
                .contains("Contact: ");
        assertThatThrownBy(() -> at("2027-06-30T16:00:00Z", Optional.of(LocalDate.of(2027, 6, 30))))
                .isInstanceOf(Problem.class);
    }

    @Test
    void whereNobodyIsNamedNothingIsGiven() {
        assertThatThrownBy(() -> new SecurityTxtResource(List.of(), Optional.empty(), ZONE, Clock.systemUTC()).text())
                .isInstanceOf(Problem.class);
    }

    @Test
    void whatIsNoContactIsRefusedAtStart() {
        for (String written : List.of("security@example.org", "http://example.org/", "javascript:alert(1)")) {
            List<URI> contacts = List.of(URI.create(written));
            assertThatThrownBy(() -> new SecurityTxtResource(contacts, Optional.empty(), ZONE, Clock.systemUTC()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("dabiao.security-contacts");
        }
    }

    private static String at(String instant, Optional<LocalDate> expires) {
        return new SecurityTxtResource(CONTACTS, expires, ZONE, Clock.fixed(Instant.parse(instant), ZoneOffset.UTC))
                .text();
    }
}
