package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.alert.Notification.Occasion;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read, as {@code src/test/resources/alert/texts.txt} has it; {@code -Dgolden=write} regenerates it. */
class TextsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/alert/texts.txt");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-03-02T01:30:00Z");

    private static AlertSnapshot told(int n, Occasion occasion) {
        boolean over = occasion == Occasion.RESOLVED;
        return new AlertSnapshot(
                Integer.toString(n),
                "breached/2026/it-operations/i" + n,
                "breached",
                new Words("breached", "未达标"),
                AlertKind.Pace.FIGURES,
                Severity.CRITICAL,
                over ? State.RESOLVED : State.FIRING,
                2026,
                "it-operations",
                "信息化运维项目",
                "i" + n,
                n == 1 ? "热线接听率" : "指标" + n,
                "产出指标",
                n == 1 ? "张三" : "",
                new Words("84.03 % (27,112 of 32,265) is below ≥ 85 %", "热线接听率为 84.03%（27,112 / 32,265），未达标（目标 ≥ 85%）"),
                n == 1 ? Optional.of(new Words("met with 62 %", "达标概率 62%")) : Optional.empty(),
                n == 1 ? Optional.of("https://dabiao.example.org/alerts/1") : Optional.empty(),
                n == 1 ? Optional.of("https://dabiao.example.org/runbooks#breached") : Optional.empty(),
                n == 1 && !over ? Optional.of("https://dabiao.example.org/alerts/answer/MSAx.Ab-_3") : Optional.empty(),
                NOW.minusSeconds(86_400),
                over ? Optional.of(NOW) : Optional.empty());
    }

    private static Notification notification(Occasion occasion, int alerts) {
        List<AlertSnapshot> told = new ArrayList<>();
        for (int n = 1; n <= alerts; n++) {
            told.add(told(n, occasion));
        }
        return new Notification("key", occasion, "group", told, NOW, 1);
    }

    @Test
    void aMessageReadsWellInBothLanguagesOnEveryOccasion() throws Exception {
        Texts texts = new Texts(Optional.empty(), ZONE);
        StringBuilder all = new StringBuilder();
        for (Language language : Language.all()) {
            for (Occasion occasion : Occasion.values()) {
                Text text = texts.of(notification(occasion, 1), language);
                all.append("=== ")
                        .append(text.title())
                        .append('\n')
                        .append(text.body())
                        .append("\n\n");
            }
            Text two = texts.of(notification(Occasion.FIRING, 2), language);
            all.append("=== ")
                    .append(two.title())
                    .append('\n')
                    .append(two.body())
                    .append("\n\n");
            String many = texts.of(notification(Occasion.FIRING, 25), language).body();
            all.append("=== …").append(many.substring(many.lastIndexOf("\n\n"))).append("\n\n");
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN, all);
        }
        assertThat(all.toString()).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void onesOwnTemplateGoesBeforeTheShippedOneAndAWrongOneSaysWhere(@TempDir Path folder) throws Exception {
        Texts texts = new Texts(Optional.of(folder), ZONE);
        Files.writeString(folder.resolve("title.zh.txt"), "{occasion}：{first.indicator}（{count}）");

        Text text = texts.of(notification(Occasion.FIRING, 3), Language.ZH);
        assertThat(text.title()).isEqualTo("告警：热线接听率（3）");
        assertThat(text.body()).contains("责任人：张三");

        Files.writeString(folder.resolve("title.zh.txt"), "{first.colour}");
        assertThatThrownBy(() -> texts.of(notification(Occasion.FIRING, 1), Language.ZH))
                .isInstanceOf(WrongText.class)
                .hasMessage("line 1, column 1: no such value: 'first.colour'");
    }

    @Test
    void everyTemplateOfOnesOwnIsTriedOnEveryOccasionAndTheWrongOnesAreNamed(@TempDir Path folder) throws IOException {
        Texts texts = new Texts(Optional.of(folder), ZONE);
        assertThat(texts.faults(NOW)).isEmpty();

        Files.writeString(folder.resolve("title.en.txt"), "{occasion}");
        Files.writeString(folder.resolve("body.en.txt"), "fine\n{#if flapping}{first.severity.repeat(9)}{/if}");
        Files.write(folder.resolve("body.zh.txt"), new byte[] {(byte) 0xC3, 0x28});

        assertThat(texts.faults(NOW))
                .containsOnlyKeys("body.zh.txt", "body.en.txt")
                .containsEntry("body.zh.txt", "it cannot be read as a text in UTF-8");
        assertThat(texts.faults(NOW).get("body.en.txt"))
                .startsWith("line 2, column 15: no such value: 'first.severity.repeat(9)'");
    }

    @Test
    void aNameIsEscapedInABodyAndPlainInATitle() throws Exception {
        AlertSnapshot hostile = new AlertSnapshot(
                "1",
                "f",
                "breached",
                new Words("breached", "未达标"),
                AlertKind.Pace.FIGURES,
                Severity.CRITICAL,
                State.FIRING,
                2026,
                "p",
                "<@all>\r\n# x",
                "i",
                "[x](http://evil/)",
                "",
                "{alerts.size} **张三**",
                new Words("a", "甲"),
                Optional.empty(),
                Optional.of("https://dabiao.example.org/alerts/1_2"),
                Optional.empty(),
                Optional.empty(),
                NOW,
                Optional.empty());
        Text text = new Texts(Optional.empty(), ZONE)
                .of(new Notification("k", Occasion.FIRING, "g", List.of(hostile), NOW, 1), Language.ZH);

        assertThat(text.title()).isEqualTo("【告警】<@all> # x · [x](http://evil/)：未达标");
        assertThat(text.body())
                .contains("\\<@all\\> # x", "\\[x\\](http://evil/)", "{alerts.size} \\*\\*张三\\*\\*")
                .contains("[查看详情](https://dabiao.example.org/alerts/1_2)");
    }
}
