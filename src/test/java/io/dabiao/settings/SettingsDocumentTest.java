package io.dabiao.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The reference of settings and the settings themselves say the same. */
class SettingsDocumentTest {

    @Test
    void everySettingStandsInTheReferenceWithItsDefault() throws IOException {
        String reference = Files.readString(Path.of("docs", "reference", "configuration.md"));
        for (Method setting : Settings.class.getDeclaredMethods()) {
            String key =
                    "dabiao." + setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            WithDefault standard = setting.getAnnotation(WithDefault.class);
            String row = "| `" + key + "` | " + (standard == null ? "" : "`" + standard.value() + "` |");
            assertThat(reference).as(key).contains(row);
        }
    }

    @Test
    void theReferenceNamesNoSettingThatIsNone() throws IOException {
        String reference = Files.readString(Path.of("docs", "reference", "configuration.md"));
        long rows =
                reference.lines().filter(line -> line.startsWith("| `dabiao.")).count();
        assertThat(rows).isEqualTo(Settings.class.getDeclaredMethods().length);
    }
}
