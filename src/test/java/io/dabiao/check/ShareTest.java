package io.dabiao.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareTest {

    private static final List<String> SITES =
            IntStream.range(0, 3_000).mapToObj(i -> "site-" + i).toList();

    @Test
    void replicasShareSitesEvenlyAndADeadOneMovesOnlyItsOwn() {
        List<String> three = List.of("6b1f", "a2c9", "f07d");
        Map<String, Long> shares =
                SITES.stream().collect(Collectors.groupingBy(site -> Share.of(site, three), Collectors.counting()));

        assertThat(shares).hasSize(3);
        assertThat(shares.values()).allSatisfy(count -> assertThat(count).isBetween(900L, 1_100L));
        assertThat(SITES)
                .filteredOn(site -> !Share.of(site, three).equals("a2c9"))
                .allSatisfy(site ->
                        assertThat(Share.of(site, List.of("6b1f", "f07d"))).isEqualTo(Share.of(site, three)));
    }

    @Test
    void slotsFollowFromTheSiteAloneAndAreSpreadOverTheInterval() {
        Instant now = Instant.parse("2026-11-23T08:00:12.345Z");
        Probe one = probe("site-1");

        assertThat(one.slot(now)).isBeforeOrEqualTo(now).isAfter(now.minusSeconds(30));
        assertThat(one.slot(one.slot(now))).isEqualTo(one.slot(now));
        assertThat(one.slot(one.slot(now).minusMillis(1)))
                .isEqualTo(one.slot(now).minusSeconds(30));
        Map<Long, Long> bySecond = SITES.stream()
                .collect(Collectors.groupingBy(
                        site -> Math.floorMod(probe(site).slot(now).getEpochSecond(), 30L), Collectors.counting()));
        assertThat(bySecond).hasSize(30);
        assertThat(bySecond.values()).allSatisfy(count -> assertThat(count).isBetween(50L, 160L));
    }

    private static Probe probe(String site) {
        return new Probe(
                site, WebSubject.get("http://127.0.0.1/"), Duration.ofSeconds(30), Duration.ofSeconds(10), List.of());
    }
}
