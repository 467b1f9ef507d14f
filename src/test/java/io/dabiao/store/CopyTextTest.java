package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyTextTest {

    @Test
    void aRowIsWhatPostgresqlsTextFormatWants() throws IOException {
        CopyText rows = new CopyText(1);
        rows.number(-7).text("a\tb\\c\nd\re").absent().end();
        rows.text("").time(Instant.parse("2024-03-01T00:00:00.000001Z")).end();

        assertThat(written(rows)).isEqualTo("-7\ta\\tb\\\\c\\nd\\re\t\\N\n\t2024-03-01 00:00:00.000001Z\n");
    }

    @Test
    void anyTextIsWrittenAsJavaEncodesIt() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < 20; at++) {
                // Beyond the controls, which are escaped; halves of pairs as well.
                text.append(
                        random.nextBoolean()
                                ? (char) (0x20 + random.nextInt(0x3C))
                                : (char) (0x80 + random.nextInt(0xFF80)));
                if (random.nextInt(4) == 0) {
                    text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                }
            }
            CopyText rows = new CopyText(0);
            rows.text(text.toString()).end();
            assertThat(rows.stream().readAllBytes()).isEqualTo((text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void anyTimeIsWrittenToTheMicrosecond() throws IOException {
        Random random = new Random(6);
        DateTimeFormatter expected = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'Z'");
        for (int round = 0; round < 2_000; round++) {
            long second = random.nextLong(-62_135_596_800L, 253_402_300_799L);
            int nano = 1_000 + random.nextInt(999_999_000);
            CopyText rows = new CopyText(0);
            rows.time(Instant.ofEpochSecond(second, nano)).end();
            assertThat(written(rows).strip())
                    .isEqualTo(expected.format(LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC)));
        }
    }

    private static String written(CopyText rows) throws IOException {
        return new String(rows.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
