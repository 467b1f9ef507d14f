package io.dabiao.cli;

import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that say to a running service what its API is said. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class ServiceCommandsTest {

    @TestHTTPResource("/")
    URI service;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", service.toString(), "--token", ServiceDatabase.ADMIN_TOKEN));
        CommandLine line = Commands.line(Clock.systemUTC());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void eventsAreTriedAndSent() throws Exception {
        Path events = Files.writeString(folder.resolve("calls.ndjson"), """
                {"specversion":"1.0","id":"1","source":"//commanded","type":"commanded.call","time":"2024-03-01T08:00:00+08:00","data":{"answered":true}}
                {"specversion":"1.0","id":"2","source":"//commanded","type":"commanded.call","time":"no time","data":{}}
                """);

        assertThat(run("send", events.toString(), "--dry-run")).isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("1 would be taken, 0 known, 0 in conflict, 1 rejected");
        assertThat(err.toString()).contains("the type commanded.call is in no catalogue");
        assertThat(out.toString()).containsPattern("index +source +id +reason +detail\n1 +//commanded +2 ");

        assertThat(run("send", events.toString(), "-o", "json")).isEqualTo(Commands.FOUND);
        assertThat(new ObjectMapper().readTree(out.toString()).path("accepted").asInt())
                .isEqualTo(1);
        Path array = Files.writeString(
                folder.resolve("calls.json"),
                "[" + Files.readString(events).lines().findFirst().orElseThrow() + "]");
        assertThat(run("send", array.toString())).isZero();
        assertThat(err.toString()).contains("0 taken, 1 known");
        assertThat(run("send", folder.resolve("none").toString())).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void indicatorsAreListedInEveryFormAndOneIsExplained() throws Exception {
        assertThat(run("indicators", "2024", "--project", "publicity"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith("id ").contains("publicity/media-reads");
        assertThat(run("indicators", "2024", "--project", "publicity", "--output", "csv"))
                .isZero();
        assertThat(out.toString()).startsWith("id,name,target,actual,verdict,heard,chance\r\n");
        assertThat(run("indicators", "2024", "--project", "publicity", "--output", "json"))
                .isZero();
        JsonNode rows = new ObjectMapper().readTree(out.toString());
        assertThat(rows.findValuesAsText("id")).contains("publicity/media-reads");
        assertThat(run("indicators", "2024", "--verdict", "brilliant")).isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("400");

        assertThat(run("why", "2024", "publicity/media-reads"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("indicator +publicity/media-reads")
                .containsPattern("measured by +\\S");
        assertThat(run("why", "2024", "media-reads")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("why", "2024", "publicity/none")).isEqualTo(Commands.FOUND);

        assertThat(run("types")).isZero();
        assertThat(out.toString()).containsPattern("hotline.call +\\S");
        Path report = folder.resolve("report.csv");
        assertThat(run("report", "2024", "publicity", "--to", report.toString()))
                .as(err.toString())
                .isZero();
        assertThat(report).isNotEmptyFile();
    }

    @Test
    void aTokenIsMadeListedAndRevoked() {
        assertThat(run("token", "create", "commanded", "--role", "ingest", "--type", "commanded.call"))
                .as(err.toString())
                .isZero();
        String secret = out.toString().strip();
        assertThat(io.dabiao.Api.bearer(secret).get("/api/v1/types").statusCode())
                .isEqualTo(200);
        String id = err.toString().replaceAll("(?s)token (\\d+) .*", "$1");
        assertThat(run("token", "list")).isZero();
        assertThat(out.toString()).containsPattern(id + " +commanded +ingest");
        assertThat(run("token", "revoke", id)).isZero();
        assertThat(io.dabiao.Api.bearer(secret).get("/api/v1/types").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aFolderIsAppliedAfterItsDifferenceWasShownAndWhatItHasNotIsPruned() throws Exception {
        Path folder = Files.createDirectory(this.folder.resolve("installation"));
        Path types = Files.createDirectory(folder.resolve("types"));
        String secret = "dabiao-applied-" + "x".repeat(30);
        String sha256 = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Files.writeString(types.resolve("own.yaml"), """
                types:
                  - type: applied.use
                    name: {zh: 使用, en: Use}
                    description: {zh: 一次使用。, en: One use.}
                    sentBy: {zh: 终端, en: kiosks}
                    attributes:
                      - {name: done, kind: flag, zh: 办成, en: Done}
                """);
        String tokens = "tokens:\n  - {name: applied exchange, sha256: " + sha256 + ", roles: [ingest, view]}\n";
        Files.writeString(folder.resolve("tokens.yaml"), tokens);
        Files.writeString(folder.resolve("notes.md"), "x");

        assertThat(run("apply", folder.toString())).isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("own.yaml:7:", "nothing was applied: 1 faults", "notes.md is not applied");

        Path own = types.resolve("own.yaml");
        Files.writeString(own, Files.readString(own).replace("kind: flag", "kind: boolean"));
        for (int shown = 0; shown < 2; shown++) {
            assertThat(run("apply", folder.toString(), "--dry-run"))
                    .as(err.toString())
                    .isEqualTo(Commands.FOUND);
            assertThat(out.toString())
                    .contains("+ type applied.use", "+ token applied exchange", "2 to add, 0 to change, 0 to remove");
        }
        assertThat(run("apply", folder.toString())).as(err.toString()).isZero();
        assertThat(io.dabiao.Api.bearer(secret).get("/api/v1/types").statusCode())
                .isEqualTo(200);
        org.awaitility.Awaitility.await()
                .atMost(io.dabiao.Patience.PATIENCE)
                .until(() -> run("apply", folder.toString(), "--dry-run") == 0);
        assertThat(out.toString()).contains("0 to add, 0 to change, 0 to remove");

        Files.writeString(folder.resolve("tokens.yaml"), tokens.replace("[ingest, view]", "[ingest]"));
        Files.writeString(own, "types: []\n");
        assertThat(run("apply", folder.toString(), "--prune", "--dry-run")).isEqualTo(Commands.FOUND);
        assertThat(out.toString())
                .contains("- type applied.use", "~ token applied exchange", "    - sha256 ", "roles [ingest, view]");
        Files.writeString(folder.resolve("tokens.yaml"), tokens.replace("[ingest, view]", "[ingest]"));
        assertThat(run("apply", folder.toString())).as(err.toString()).isZero();
        assertThat(io.dabiao.Api.bearer(secret).get("/api/v1/years").statusCode())
                .isEqualTo(403);
        admin().delete("/api/v1/types/applied.use?reason=over").then().statusCode(200);
    }

    @Test
    void aSilenceIsMadeAndEnded() {
        assertThat(run(
                        "silence",
                        "add",
                        "--reason",
                        "机房搬迁",
                        "--until",
                        "2099-01-01T00:00:00Z",
                        "--project",
                        "publicity"))
                .isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("400");
        String until = java.time.OffsetDateTime.now(java.time.ZoneOffset.UTC)
                .plusHours(1)
                .toString();
        assertThat(run("silence", "add", "--reason", "机房搬迁", "--until", until, "--project", "publicity"))
                .as(err.toString())
                .isZero();
        String id = out.toString().replaceAll("(?s)silence (\\d+) .*", "$1");
        assertThat(run("silence", "list")).isZero();
        assertThat(out.toString()).contains("机房搬迁");
        assertThat(run("silence", "end", id)).isZero();
        assertThat(admin().get("/api/v1/alerts/silences").jsonPath().getList("id"))
                .doesNotContain(Integer.valueOf(id));
        assertThat(run("alerts")).isZero();
        assertThat(run("source", "list")).isZero();
        assertThat(run("source", "try", "none")).isEqualTo(Commands.FOUND);
        assertThat(run("ack", "999999", "--note", "x")).isEqualTo(Commands.FOUND);
    }

    @Test
    void aDeclarationIsStoredWithItsFaultsAndOneThatDoesNotWaitIsNotApproved() throws Exception {
        Path file = Files.writeString(
                folder.resolve("wrong.yaml"), "project: commanded-project\nyear: 2031\nname: 试\nindicators: []\n");
        assertThat(run("declare", file.toString(), "--reason", "试")).isEqualTo(Commands.FOUND);
        assertThat(out.toString()).contains("commanded-project 2031: version 1");
        assertThat(err.toString()).containsPattern(":\\d+:\\d+: found .*, expected .*; mend: ");
        assertThat(run("approve", "2031", "commanded-project", "1", "--reason", "试"))
                .isEqualTo(Commands.FOUND);
        assertThat(err.toString()).contains("422");
    }
}
