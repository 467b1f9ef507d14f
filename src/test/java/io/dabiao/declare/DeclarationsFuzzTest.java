package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a declaration's file holds, it is accepted, or refused with its faults. */
class DeclarationsFuzzTest {

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
            ">",
            "&a ",
            "*a",
            "!!java.net.URL ",
            "<<: ",
            "%",
            "@",
            "\t",
            "\0",
            "---",
            "...",
            "? ",
            "1e999",
            "2024-13-40",
            "P9999999999D",
            "-P1D",
            "PT0S",
            "{sum: value}",
            "=~\"(((\"",
            "≥",
            "长",
            "~",
            "null",
            "99999999999999999999",
            "0x",
            "1_000",
            "yes",
            "2024-02-30");

    private static final String SOUND = sound();

    private static String sound() {
        try {
            return Files.readString(Path.of("src/test/resources/declare/sound.yaml"));
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }

    @Property(tries = 600)
    void aBrokenDeclarationIsRefusedWithItsFaults(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder yaml = new StringBuilder(SOUND);
        for (int i = 0; i <= random.nextInt(5); i++) {
            int place = random.nextInt(yaml.length());
            int end = Math.min(yaml.length(), place + random.nextInt(12));
            yaml.replace(place, end, PIECES.get(random.nextInt(PIECES.size())));
        }
        read(yaml.toString());
    }

    @Property(tries = 300)
    void anyTextIsRefusedWithItsFaults(@ForAll String text) {
        read(text);
    }

    private static void read(String yaml) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read("fuzz.yaml", yaml);
        if (declarationReading instanceof DeclarationReader.DeclarationReading.Refused refused) {
            assertThat(refused.faults()).isNotEmpty();
        }
    }

    @Example
    void aBillionLaughsAreRefusedInWords() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            laughs.append('a').append(i).append(": &a").append(i).append(" [").append(before);
            laughs.append((", " + before).repeat(9)).append("]\n");
        }
        DeclarationReader.DeclarationReading declarationReading =
                DeclarationReader.read("fuzz.yaml", laughs.toString());
        assertThat(declarationReading).isInstanceOf(DeclarationReader.DeclarationReading.Refused.class);
    }
}
