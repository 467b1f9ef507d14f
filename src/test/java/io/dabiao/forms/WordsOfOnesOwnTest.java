package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An institution's own words of forms. */
class WordsOfOnesOwnTest {

    private static final byte[] FORM = ("课题\t河道巡检\n一级指标\t二级指标\t三级指标\t指标值\t年末数\n" + "产出指标\t数量指标\t巡检次数\t≥12次\t13次\n")
            .getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @AfterEach
    void theShippedWordsAgain() {
        Vocabulary.use(Words.shipped());
    }

    @Test
    void aTitleAndALabelOfOnesOwnAreKnown() throws IOException, Words.Unfit {
        assertThat(read().name()).isEmpty();

        Words.use(Files.writeString(folder.resolve("own.tsv"), "# ours\nfield\tNAME\t课题\ncolumn\tACTUAL\t年末数\n"));

        Form form = read();
        assertThat(form.name()).isEqualTo("河道巡检");
        assertThat(form.indicators())
                .singleElement()
                .satisfies(row -> assertThat(row.actual()).isEqualTo(Optional.of("13次")));
    }

    @Test
    void aWrongLineIsToldWithItsNumber() throws IOException {
        Path own = Files.writeString(folder.resolve("own.tsv"), "field\tNAME\t课题\ncolumn\tNONE\t年末数\n");

        assertThatThrownBy(() -> Words.use(own))
                .isInstanceOf(Words.Unfit.class)
                .hasMessageContaining("line 2 of own.tsv")
                .hasMessageContaining("not NONE");
    }

    private static Form read() throws IOException {
        List<Form> forms = FormFile.read(FormSource.ofMediaType("text/plain").orElseThrow(), FORM);
        return forms.get(0);
    }
}
