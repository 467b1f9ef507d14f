package io.dabiao.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document of errors is written from the codes: {@code -Dgolden=write} writes it again. */
class ErrorsDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/reference/errors.md");

    private static final String HEAD = """
            # Errors

            A refusal is `application/problem+json` (RFC 9457): `status`, `title`, `titleZh`, `detail` that says what is wrong this time and how to mend it, and a `code` for programs. A code
            keeps its name and its status. `type` is the address of the code on the service, `GET /api/v1/problems/{code}`; `GET /api/v1/problems` lists all of them.

            A client decides by the status whether to send again, and by the code what to tell its user. Codes may be added; one that a client does not know is treated as its status says.
            """;

    /** What a client does about a status. */
    private static final Map<Integer, String> STATUSES = Map.ofEntries(
            Map.entry(
                    400,
                    "The request says something that cannot be. Mend it; sent again as it is, it is refused again."),
            Map.entry(401, "No token, or one that is unknown, revoked or expired. Get another one."),
            Map.entry(403, "The caller is known and may not do this."),
            Map.entry(404, "There is no such thing, or it is not for this caller."),
            Map.entry(405, "The path does not take the method; `Allow` lists those that it takes."),
            Map.entry(406, "No format of the answer that `Accept` names is served."),
            Map.entry(408, "The body came too slowly. Send it again over a better connection, or less of it."),
            Map.entry(409, "What is asked does not go with the state of the thing. Read it again, then decide."),
            Map.entry(410, "It was there and is not any more."),
            Map.entry(412, "It was changed since it was read. Read it again, then decide."),
            Map.entry(413, "Too much at once. Send it in smaller parts."),
            Map.entry(415, "The body is of a kind that is not read here."),
            Map.entry(422, "The body was read, and what it says is refused. Mend it."),
            Map.entry(429, "Too many requests. Send it again after `Retry-After`."),
            Map.entry(500, "A fault of the service. Its log says more; send it again later."),
            Map.entry(
                    502,
                    "Another system that the service asked did not answer as it should. `detail` says what it said."),
            Map.entry(503, "Not now. Nothing was half done; send it again after `Retry-After`."),
            Map.entry(507, "The disk has no room. Send it again after `Retry-After`; see to the disk."));

    @Test
    void everyCodeIsDescribedUnderItsOwnAnchor() throws IOException {
        String written = written();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(DOCUMENT, written);
        }
        assertThat(Files.readString(DOCUMENT, UTF_8))
                .as("write it with -Dgolden=write")
                .isEqualTo(written);
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(written).contains("<a id=\"" + code.code() + "\"></a>");
        }
    }

    @Test
    void everyCodeHasItsTitleAndEveryTitleItsCode() throws IOException {
        Properties titles = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/io/dabiao/problem/en.properties"))) {
            titles.load(file);
        }
        assertThat(titles.stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> "error_" + code.code())
                        .toList());
    }

    @Test
    void everyStatusOfACodeSaysWhatAClientDoesAboutIt() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::status).distinct())
                .containsExactlyInAnyOrderElementsOf(STATUSES.keySet());
    }

    private static String written() {
        Map<Integer, List<ErrorCode>> byStatus = Arrays.stream(ErrorCode.values())
                .sorted(Comparator.comparing(ErrorCode::code))
                .collect(Collectors.groupingBy(ErrorCode::status, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder(HEAD);
        byStatus.forEach((status, codes) -> {
            text.append("\n## ")
                    .append(status)
                    .append("\n\n")
                    .append(STATUSES.get(status))
                    .append("\n\n");
            text.append("| code | title | in Chinese |\n|---|---|---|\n");
            codes.forEach(code -> text.append("| <a id=\"")
                    .append(code.code())
                    .append("\"></a>`")
                    .append(code.code())
                    .append("` | ")
                    .append(code.title().english())
                    .append(" | ")
                    .append(code.title().chinese())
                    .append(" |\n"));
        });
        return text.toString();
    }
}
