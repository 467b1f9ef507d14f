package io.dabiao.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MadeSectionTest {

    @Test
    void aSectionIsReplacedAndWhatStandsAroundItStays() {
        String first = MadeSection.in("# Benchmarks\n\nWords.\n", "scrape", "| 1 |\n");
        assertThat(first)
                .isEqualTo("# Benchmarks\n\nWords.\n\n<!-- made by ./dabiao bench all: scrape -->\n\n| 1 |\n\n"
                        + "<!-- end of scrape -->\n");
        String more = MadeSection.in(first + "\nMore words.\n", "scrape", "| 2 |");
        assertThat(more).isEqualTo(first.replace("| 1 |", "| 2 |") + "\nMore words.\n");
        assertThat(MadeSection.in(more, "pages", "| 3 |"))
                .startsWith(more.stripTrailing())
                .contains("| 3 |");
    }

    @Test
    void aSectionWithoutAnEndIsNeverReplaced() {
        assertThatThrownBy(() -> MadeSection.in("<!-- made by ./dabiao bench all: scrape -->\nWords.\n", "scrape", ""))
                .hasMessageContaining("has no end");
    }

    @Test
    void everyBenchmarkOfAllHasADocument() {
        AllBenchmarks.SECTIONS.forEach(section -> assertThat(Path.of("docs", section.document()))
                .as(section.name())
                .isRegularFile());
    }
}
