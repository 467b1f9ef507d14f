package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms from public pages, each with a key that was written before it was tried; what is reached may not be lost again. */
class PublicFormsTest {

    private static final Path FORMS = Path.of("src/test/resources/forms/public");
    private static final String SHARED = "DABIAO_SHARED";

    @ParameterizedTest(name = "{0}")
    @CsvSource({"first, 0.86", "second, 0.78"})
    void aBatchOfPublicFormsIsReadAsWellAsItWas(String batch, double least) throws IOException {
        FormScore score = FormScore.of(FORMS.resolve(batch));

        assertThat(score.f1())
                .as("%s%n%s", score.summary(), String.join("\n", score.lines()))
                .isGreaterThanOrEqualTo(least);
    }

    @Test
    void theSharedFormsAreReadAsWellAsTheyWere() throws IOException {
        Path forms = Path.of(Optional.ofNullable(System.getenv(SHARED)).orElse("../shared"))
                .resolve("cases/forms");
        assumeThat(forms.resolve("score.py")).isReadable();
        FormScore score = FormScore.of(forms);

        assertThat(score.f1())
                .as("%s%n%s", score.summary(), String.join("\n", score.lines()))
                .isGreaterThanOrEqualTo(0.95);
    }
}
