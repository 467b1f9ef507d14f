package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A month leaves the log for a file and comes back as it was, or does not leave at all. */
class EventExportsTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private static final Instant AT = StoreDatabase.RECEIVED;

    private final StoreDatabase.Replica replica = DATABASE.replica();

    @BeforeEach
    void nothingWaits() {
        replica.backfill.run();
        replica.folding.fold();
    }

    /** Every row of a month. */
    private String rows(YearMonth month) {
        return replica.transactions.query(handle -> handle.createQuery("""
                        select coalesce(string_agg(e::text, '|' order by batch, ord), '') from event e
                        where time >= :from and time < :until""")
                .bind("from", Instant.parse(month + "-01T00:00:00Z"))
                .bind("until", Instant.parse(month.plusMonths(1) + "-01T00:00:00Z"))
                .mapTo(String.class)
                .one());
    }

    private EventExports.Part export(String month) {
        return replica.exports.export(YearMonth.parse(month), "1.0", "operator", AT);
    }

    @Test
    void aMonthComesBackAsItWas() throws IOException {
        replica.append(
                "exports.call",
                "a 2023-01-01T00:00:00Z {\"text\":\"一\\u2028\\\"\\\\\",\"n\":1.50}",
                "b 2023-01-31T23:59:59.999999Z {\"deep\":{\"list\":[1,null,true]}}");
        replica.append("exports.mail", "c 2023-01-15T12:00:00Z {}");
        replica.append("exports.call", "next 2023-02-01T00:00:00Z {}");
        replica.folding.fold();
        YearMonth month = YearMonth.of(2023, 1);
        String before = rows(month);
        assertThat(replica.exports.months()).contains(month, YearMonth.of(2023, 2));

        EventExports.Part part = export("2023-01");

        assertThat(rows(month)).isEmpty();
        assertThat(replica.exports.months()).doesNotContain(month).contains(YearMonth.of(2023, 2));
        assertThat(part.events()).isEqualTo(3);
        assertThat(part.types()).containsExactly("exports.call", "exports.mail");
        assertThat(part.first()).isEqualTo("2023-01-01T00:00:00Z");
        assertThat(part.last()).isEqualTo("2023-01-31T23:59:59.999999Z");
        assertThat(replica.exports.parts()).contains(part);
        assertThat(replica.exports.verify(part)).isEmpty();

        EventExports other = DATABASE.replica().exports;
        assertThat(other.restore(part, "operator", AT)).isTrue();
        assertThat(other.restore(part, "operator", AT)).as("again").isFalse();
        assertThat(rows(month)).isEqualTo(before);
        assertThat(replica.append("exports.call", "a 2023-01-01T00:00:00Z {}").duplicates())
                .as("an identity that came back")
                .isEqualTo(1);
    }

    @Test
    void onlyWhoNeedsWhatIsInFilesAloneIsToldSo() {
        replica.append("exports.span", "s 2022-03-10T00:00:00Z {}", "t 2022-03-20T00:00:00Z {}");
        replica.folding.fold();
        EventExports.Part part = export("2022-03");
        Instant first = part.first();
        Instant last = part.last();

        assertThat(replica.exports.exported(first, last, List.of())).containsExactly(part);
        assertThat(replica.exports.exported(last, last.plusSeconds(1), List.of("exports.span", "x.y")))
                .containsExactly(part);
        assertThat(replica.exports.exported(last.plusSeconds(1), last.plusSeconds(2), List.of()))
                .isEmpty();
        assertThat(replica.exports.exported(first.minusSeconds(1), first, List.of()))
                .as("before the first, which is outside")
                .isEmpty();
        assertThat(replica.exports.exported(first, last, List.of("exports.none")))
                .isEmpty();
        assertThatThrownBy(() -> replica.exports.demand("a replay", first, last, List.of("exports.span")))
                .isInstanceOf(EventsExported.class);
        replica.exports.demand("a replay", first, last, List.of("exports.none"));
    }

    @Test
    void lateEventsOfAMonthMakeAnotherPart() {
        replica.append("exports.late", "u 2022-05-10T00:00:00Z {}");
        replica.folding.fold();
        EventExports.Part first = export("2022-05");
        replica.append("exports.late", "v 2022-05-11T00:00:00Z {}");
        replica.folding.fold();

        EventExports.Part second = export("2022-05");

        assertThat(first.part()).isEqualTo(1);
        assertThat(second.part()).isEqualTo(2);
        assertThat(second.events()).isEqualTo(1);
        assertThatThrownBy(() -> export("2022-05"))
                .isInstanceOf(EventExports.Refused.class)
                .hasMessageContaining("no events");
    }

    @Test
    void aMonthWaitsForWhatStillNeedsItsEvents() {
        YearMonth month = YearMonth.of(2022, 7);
        replica.append("exports.wanted", "w 2022-07-10T00:00:00Z {}");
        Series series = new Series(ZoneId.of("Asia/Shanghai"), Selector.parse("exports.wanted"), Fold.TALLY, List.of());
        replica.register.keep(List.of(series));
        String before = rows(month);

        assertThat(replica.exports.inTheWay(month))
                .hasValueSatisfying(reason -> assertThat(reason).contains("being filled"));
        assertThatThrownBy(() -> export("2022-07"))
                .isInstanceOf(EventExports.Refused.class)
                .hasMessageContaining("2022-07 waits");
        replica.backfill.run();

        replica.append("exports.wanted", "x 2022-07-11T00:00:00Z {}");
        assertThat(replica.exports.inTheWay(month))
                .hasValueSatisfying(reason -> assertThat(reason).contains("not folded"));
        assertThat(rows(month)).startsWith(before);
        replica.folding.fold();
        assertThat(replica.exports.inTheWay(month)).isEmpty();

        replica.append("exports.wanted", "y 2022-08-01T00:00:00Z {}");
        assertThat(replica.exports.inTheWay(month))
                .as("what waits is of another month")
                .isEmpty();
    }

    @Test
    void aDamagedFileIsFoundAndNotRestored() throws IOException {
        replica.append("exports.damaged", "z 2022-10-10T00:00:00Z {\"n\":1}");
        replica.folding.fold();
        EventExports.Part part = export("2022-10");
        Path file = DATABASE.archive().resolve(part.file());
        byte[] sound = Files.readAllBytes(file);
        byte[] damaged = sound.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);

        assertThat(replica.exports.verify(part)).isPresent();
        assertThatThrownBy(() -> replica.exports.restore(part, "operator", AT))
                .isInstanceOf(EventExports.Refused.class)
                .hasMessageContaining("nothing was restored");
        assertThat(rows(YearMonth.of(2022, 10))).isEmpty();

        Files.write(file, sound);
        assertThat(replica.exports.restore(part, "operator", AT)).isTrue();
        assertThat(rows(YearMonth.of(2022, 10))).isNotEmpty();
    }
}
