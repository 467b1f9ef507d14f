package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the settings of alerts hold, they are taken, or refused with their faults. */
class AlertSettingsFuzzTest {

    private static final AlertSettingsReader READER =
            new AlertSettingsReader(Map.of(), RuleClasses.words(), ZoneId.of("Asia/Shanghai"));

    private static final String SOUND = """
            link: https://dabiao.example.org/
            receivers: {}
            routes:
              - name: first
                projects: [it]
                kinds: [breached, live]
                severity: warning
                receivers: []
                by: [project, kind]
                wait: 10s
                every: 5m
                remind: 1d
                escalate: {after: 4h, receivers: [office]}
                last: true
            """;

    private static final List<String> PIECES = List.of(
            ":",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|",
            "&a ",
            "*a",
            "!!x ",
            "<<: ",
            "%",
            "\t",
            "\0",
            "---",
            "99999999999999d",
            "-1s",
            "1e9m",
            "~",
            "null",
            "长",
            "{a: [}",
            "receivers: {x: {channel: nowhere}}",
            "texts: {breached: \"{#each}\"}");

    @Property(tries = 600)
    void brokenSettingsAreRefusedWithTheirFaults(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder yaml = new StringBuilder(SOUND);
        for (int i = 0; i <= random.nextInt(5); i++) {
            int place = random.nextInt(yaml.length());
            yaml.replace(
                    place,
                    Math.min(yaml.length(), place + random.nextInt(12)),
                    PIECES.get(random.nextInt(PIECES.size())));
        }
        read(yaml.toString());
    }

    @Property(tries = 300)
    void anyTextIsRefusedWithItsFaults(@ForAll String text) {
        read(text);
    }

    private static void read(String yaml) {
        AlertSettingsReader.SettingsReading settingsReading = READER.read("fuzz.yaml", yaml);
        assertThat(settingsReading.settings().isPresent())
                .isEqualTo(settingsReading.faults().isEmpty());
    }
}
