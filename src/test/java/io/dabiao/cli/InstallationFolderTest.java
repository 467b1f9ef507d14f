package io.dabiao.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.yaml.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder under version control, and the difference that it makes. */
class InstallationFolderTest {

    private static final String HASH = "a".repeat(64);

    @TempDir
    Path folder;

    @Test
    void whatTheFolderDoesNotHaveIsNotTouched() throws IOException {
        InstallationFolder empty = InstallationFolder.read(folder);

        assertThat(empty.declarations()).isEmpty();
        assertThat(empty.types()).isEmpty();
        assertThat(empty.tokens()).isEmpty();
        assertThat(empty.faults()).isEmpty();
    }

    @Test
    void theShippedCatalogueIsReadAndWrittenInOneForm() throws IOException {
        Path types = Files.createDirectory(folder.resolve("types"));
        Path shipped = Path.of("src", "main", "resources", "types", "shipped.yaml");
        Files.copy(shipped, types.resolve("shipped.yaml"));

        InstallationFolder first = InstallationFolder.read(folder);
        assertThat(first.faults()).isEmpty();
        assertThat(first.types().orElseThrow()).hasSizeGreaterThan(30);
        first.types()
                .orElseThrow()
                .forEach((name, text) -> assertThat(
                                io.dabiao.declare.EventTypeText.of(io.dabiao.declare.OwnEventTypes.read(text)))
                        .as(name)
                        .isEqualTo(text));
    }

    @Test
    void tokensAreReadWithAllThatIsWrong() throws IOException {
        Files.writeString(folder.resolve("tokens.yaml"), """
                tokens:
                  - {name: exchange, sha256: %1$s, roles: [ingest], expiresAt: "2027-01-01T00:00:00+08:00"}
                  - {name: exchange, sha256: %1$s, roles: [view]}
                  - {name: board, sha256: secret, roles: [view]}
                  - {name: late, sha256: %1$s, roles: [view], expiresAt: tomorrow, owner: x}
                """.formatted(HASH));

        InstallationFolder read = InstallationFolder.read(folder);

        assertThat(read.faults()).extracting(Fault::line).containsExactlyInAnyOrder(3, 4, 5, 5);
        assertThat(read.tokens().orElseThrow().get("late")).isNotNull();
        Files.writeString(
                folder.resolve("tokens.yaml"),
                "tokens:\n  - {name: exchange, sha256: " + HASH + ", roles: [view, ingest], sources: ['//x']}\n");
        InstallationFolder.Token token =
                InstallationFolder.read(folder).tokens().orElseThrow().get("exchange");
        assertThat(token.roles()).isEqualTo(Set.of("ingest", "view"));
        assertThat(token.shown()).contains("aaaaaaaaaaaa…", "[ingest, view]", "[//x]");
    }

    @Test
    void aDeclarationTwiceIsAFaultAndWhatIsNotAppliedIsNamed() throws IOException {
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(declarations.resolve("a.yaml"), "project: a\nyear: 2026\nname: 甲\n");
        Files.writeString(declarations.resolve("b.yaml"), "project: a\nyear: 2026\nname: 乙\n");
        Files.writeString(folder.resolve("streams.yaml"), "");

        InstallationFolder read = InstallationFolder.read(folder);

        assertThat(read.declarations().orElseThrow()).containsOnlyKeys("2026/a");
        assertThat(read.faults()).anyMatch(fault -> fault.found().equals("2026/a again"));
        assertThat(read.others()).containsExactly("streams.yaml");
    }

    @Test
    void secretsOfReceiversAreReadHereAndStandBesideTheSettings() throws IOException {
        Path secret = Files.writeString(folder.resolve(".secret"), "open sesame\n");
        Files.writeString(folder.resolve("alerts.yaml"), """
                language: zh
                receivers:
                  office: {channel: mail, host: smtp.example.org, port: 587, password: {file: %s}, to: [a@example.org]}
                routes: [{name: 全部, receivers: [office], every: 1m}]
                maintenance: [{id: 夜间, every: [sunday], from: 02:00, until: "04:00", reason: 例行}]
                """.formatted(secret));

        InstallationFolder read = InstallationFolder.read(folder);

        assertThat(read.faults()).isEmpty();
        assertThat(read.alerts().orElseThrow())
                .hasToString(
                        "{\"general\":{\"language\":\"zh\"},\"receivers\":{\"office\":{\"channel\":\"mail\",\"host\":\"smtp.example.org\",\"port\":587,"
                                + "\"to\":[\"a@example.org\"]}},\"secrets\":{\"office\":{\"password\":\"open sesame\"}},"
                                + "\"routes\":[{\"name\":\"全部\",\"receivers\":[\"office\"],\"every\":\"1m\"}],"
                                + "\"maintenance\":[{\"id\":\"夜间\",\"every\":[\"sunday\"],\"from\":\"02:00\",\"until\":\"04:00\",\"reason\":\"例行\"}]}");
        Files.writeString(
                folder.resolve("alerts.yaml"),
                "receivers: {office: {channel: mail, password: {env: DABIAO_NO_SUCH_VARIABLE}}}\nroutes: []\n");
        assertThat(InstallationFolder.read(folder).faults()).hasSize(1);
    }

    @Test
    void secretsOfSourcesAreReadHereWhereverTheyStandAndAttributesOfThatNameAreNone() throws IOException {
        Path secret = Files.writeString(folder.resolve(".secret"), "open sesame\n");
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Files.writeString(sources.resolve("desk.yaml"), """
                sources:
                  desk:
                    kind: http
                    url: https://desk.example.org/api
                    headers: {X-Key: {file: %1$s}, Accept: text/csv}
                    oauth: {url: https://id.example.org, client: dabiao, secret: {file: %1$s}}
                    mapping: {id: /id, type: {is: enquiry}, data: {file: /file}}
                """.formatted(secret));

        InstallationFolder read = InstallationFolder.read(folder);

        assertThat(read.faults()).isEmpty();
        assertThat(read.others()).isEmpty();
        assertThat(read.sources().orElseThrow())
                .hasToString(
                        "{\"sources\":{\"desk\":{\"kind\":\"http\",\"url\":\"https://desk.example.org/api\",\"headers\":{\"X-Key\":"
                                + "{\"kept\":\"headers/X-Key\"},\"Accept\":\"text/csv\"},\"oauth\":{\"url\":\"https://id.example.org\",\"client\":\"dabiao\","
                                + "\"secret\":{\"kept\":\"oauth/secret\"}},\"mapping\":{\"id\":\"/id\",\"type\":{\"is\":\"enquiry\"},"
                                + "\"data\":{\"file\":\"/file\"}}}},\"secrets\":{\"desk\":{\"headers/X-Key\":\"open sesame\","
                                + "\"oauth/secret\":\"open sesame\"}}}");
        Files.writeString(sources.resolve("again.yaml"), """
                sources:
                  desk: {kind: hook, secret: {env: DABIAO_NO_SUCH_VARIABLE}, mapping: {id: /id}}
                """);
        assertThat(InstallationFolder.read(folder).faults())
                .hasSize(2)
                .anyMatch(fault -> fault.found().equals("the source 'desk' again"));
    }

    @Test
    void peopleAreReadWithAllThatIsWrong() throws IOException {
        Files.writeString(folder.resolve("people.yaml"), """
                people:
                  - {name: 王芳, roles: [view, report], projects: [it-operations]}
                  - {name: 王芳, roles: [view]}
                  - {name: 李明, roles: [], password: x}
                """);

        InstallationFolder read = InstallationFolder.read(folder);

        assertThat(read.faults()).extracting(Fault::line).containsExactlyInAnyOrder(3, 4, 4);
        assertThat(read.people().orElseThrow()).containsOnlyKeys("王芳", "李明");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a,b,c|a,b,c|``",
                "``|a,b|+ a;+ b",
                "a,b|``|- a;- b",
                "a,b,c|a,x,c|- b;+ x",
                "a,b,c,d|b,c,d,e|- a;+ e",
                "a,a,b|a,b,b|- a;+ b"
            })
    void theDifferenceOfTextsIsTheLinesThatGoAndCome(String before, String after, String otherwise) {
        assertThat(String.join(
                        ";",
                        Lines.otherwise(
                                before == null ? "" : before.replace(',', '\n'),
                                after == null ? "" : after.replace(',', '\n'))))
                .isEqualTo(otherwise == null ? "" : otherwise);
    }
}
