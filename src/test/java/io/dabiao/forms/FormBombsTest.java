package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dabiao.Bombs;
import io.dabiao.Guard;
import io.dabiao.budget.Exceeded;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of these files is small and wants much of its reader; each is refused in words while it is read. */
@Guard
class FormBombsTest {

    static Stream<Arguments> bombs() {
        return Stream.of(
                Arguments.of("190,000 paragraphs", "x.docx", Bombs.paragraphs(190_000)),
                Arguments.of("a million paragraphs", "x.docx", Bombs.paragraphs(1_000_000)),
                Arguments.of("90 MB of one text", "x.xlsx", Bombs.oneText(90)),
                Arguments.of("90 MB of texts", "x.xlsx", Bombs.manyTexts(90)),
                Arguments.of("30,000 cells that name one text", "x.xlsx", Bombs.sharedByCells(30_000)),
                Arguments.of("a tag of 90 MB", "x.xlsx", Bombs.longTag(90)),
                Arguments.of("250 pages of 10 MB", "x.pdf", Bombs.pages(250, 10)),
                Arguments.of("a stream of 190 MB", "x.pdf", Bombs.pages(1, 190)),
                Arguments.of("a stream packed twice", "x.pdf", Bombs.packedTwice(500)),
                Arguments.of("a stream called a picture", "x.pdf", Bombs.calledAPicture(190)),
                Arguments.of("a picture within the drawing", "x.pdf", Bombs.inlinePicture(300)),
                Arguments.of("lists inside lists", "x.pdf", Bombs.lists(100_000)),
                Arguments.of("blanks without a line end", "x.html", text("<p>a" + " ".repeat(3_000_000) + "b</p>")),
                Arguments.of(
                        "blanks in cells", "x.html", text(("<p>数量指标" + " ".repeat(40_000) + "单位</p>").repeat(150))),
                Arguments.of("tags that begin and never end", "x.html", text("<a ".repeat(1_500_000))),
                Arguments.of("remarks that never end", "x.html", text("<!--".repeat(1_000_000))),
                Arguments.of("scripts that never end", "x.html", text("<script>".repeat(500_000))),
                Arguments.of("tables within tables", "x.html", text("<table><tr><td>x".repeat(300_000))),
                Arguments.of(
                        "cells over all columns and rows",
                        "x.html",
                        text("<table>" + "<tr><td colspan=999 rowspan=999>指标".repeat(100_000))),
                Arguments.of("blanks in paragraphs", "x.docx", Bombs.blankParagraphs(60, 100_000)),
                Arguments.of(
                        "two million lines", "x.txt", "\n".repeat(2_000_000).getBytes(StandardCharsets.UTF_8)),
                Arguments.of(
                        "one line of megabytes", "x.txt", "数量 ".repeat(500_000).getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aFileThatWantsMuchIsRefusedInWords(String what, String name, byte[] file) {
        assertThat(file.length).isLessThan(20_000_000);
        Throwable refused =
                catchThrowable(() -> FormFile.read(FormSource.ofFile(name).orElseThrow(), file));
        boolean mayBeRead = what.contains("paragraphs") || name.endsWith(".html");
        if (refused != null || !mayBeRead) {
            assertThat(refused).as(what).isInstanceOfAny(Exceeded.class, FormSource.Unreadable.class);
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
