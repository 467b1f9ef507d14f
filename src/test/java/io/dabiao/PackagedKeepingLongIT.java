package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.PackagedService.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while months leave the log or come back, and while a backup becomes a database; and an upgrade of everything at once. */
@Tag("long")
class PackagedKeepingLongIT {

    private static final long SEED = System.nanoTime();
    private static final int KILLS = 8;
    private static final String IN_ALL = "select (select count(*) from event)"
            + " + coalesce((select sum(events) from event_export where restored_at is null), 0)";

    @TempDir
    Path folder;

    @Test
    void killsWhileMonthsAreExportedAndReadBackLoseNothingAndLeaveNothingHalf() throws Exception {
        Random random = new Random(SEED);
        AcceptanceYear year = AcceptanceYear.read();
        try (PackagedService service = PackagedService.prepared().started()) {
            for (byte[] piece : year.pieces(5_000)) {
                assertThat(service.post(piece).status()).isEqualTo(200);
            }
            for (JsonNode project : service.get("/api/v1/years/2024/projects").body()) {
                PackagedKeepingIT.seal(service, project.get("id").asText());
            }
            for (int kill = 0; kill < KILLS; kill++) {
                String month = "2024-" + String.format("%02d", 1 + random.nextInt(12));
                String act = PackagedKeepingIT.exported(service).containsKey(month) ? "restore" : "export";
                CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(() -> ask(service, month, act));
                await().pollDelay(Duration.ofMillis(1 + random.nextInt(900))).until(() -> true);
                service.kill();
                asked.handle((answer, noAnswer) -> answer).join();
                service.start();

                assertThat(service.count(IN_ALL)).as("seed %s", SEED).isEqualTo(year.accepted());
                for (JsonNode file : PackagedKeepingIT.exported(service).values()) {
                    Answer verified = service.send(
                            "POST", "/api/v1/archive/" + file.get("month").asText() + "/verify", "");
                    verified.body()
                            .forEach(one -> assertThat(one.get("fault").isNull())
                                    .as(one.toString())
                                    .isTrue());
                }
            }
            year.assertAgrees(service);
            for (String month :
                    new ArrayList<>(PackagedKeepingIT.exported(service).keySet())) {
                assertThat(service.send("POST", "/api/v1/archive/" + month + "/restore", "")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(service.count("select count(*) from event")).isEqualTo(year.accepted());
            assertThat(service.count("select count(distinct (batch, ord)) from event"))
                    .isEqualTo(year.accepted());
            year.assertAgrees(service);
        }
    }

    private static Answer ask(PackagedService service, String month, String act) {
        try {
            return service.send("POST", "/api/v1/archive/" + month + "/" + act, "");
        } catch (IOException killed) {
            return null;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Test
    void killsWhileABackupBecomesADatabaseLeaveTheOneThatWasThereOrTheNewOne() throws Exception {
        Random random = new Random(SEED);
        Path backup = PackagedKeepingIT.copied(folder, "v60.backup");
        Path data = folder.resolve("data");
        List<String> restore = List.of("restore", backup.toString(), "--data-dir", data.toString(), "--replace");
        assertThat(PackagedService.run(restore.toArray(String[]::new)).exit()).isZero();
        for (int kill = 0; kill < KILLS / 2; kill++) {
            Process command = PackagedService.launch(restore.toArray(String[]::new));
            await().atMost(Patience.PATIENCE)
                    .pollDelay(Duration.ofMillis(500 + random.nextInt(12_000)))
                    .until(() -> true);
            command.destroyForcibly().waitFor();
        }
        try (PackagedService service = PackagedService.preparedOn(data).started()) {
            assertThat(service.count("select count(*) from event"))
                    .as("seed %s", SEED)
                    .isEqualTo(21_724);
            service.stop();
        }
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("incoming"));
        }
    }

    @Test
    void aDataDirectoryOfAnOlderReleaseAndAnOlderPostgresGoesOnWithEveryFigureTheSame() throws Exception {
        Path data = restored("v60.backup");
        assertThat(Files.readString(data.resolve("postgres/data/PG_VERSION")).strip())
                .isEqualTo("17");

        Path next = Path.of(System.getProperty("dabiao.next-postgres"));
        assertThat(next).exists();
        try (PackagedService newer =
                PackagedService.preparedOn(data).bringing(next).started()) {
            assertThat(Files.readString(data.resolve("postgres/data/PG_VERSION"))
                            .strip())
                    .isEqualTo("18");
            assertThat(data.resolve("postgres-17.11.0/data/PG_VERSION")).exists();
            assertThat(newer.count("select count(*) from event")).isEqualTo(21_724);
            assertThat(newer.count("select count(*) from event_identity")).isEqualTo(21_724);
            assertThat(newer.count("select count(*) from access_token where name = '屏幕'"))
                    .isEqualTo(1);
            assertThat(newer.count("select count(*) from flyway_schema_history where version = '60'"))
                    .isEqualTo(1);
            assertThat(newer.count("select count(*) from event_export")).isZero();
            await().atMost(Patience.PATIENCE)
                    .until(() ->
                            newer.get("/api/v1/status").body().get("filling").isEmpty());
            assertFigures(newer, "figures.tsv");
            JsonNode sealed = newer.get(PackagedKeepingIT.PROJECTS + "/publicity/self-assessment/versions?at="
                            + PackagedKeepingIT.YEAR_END)
                    .body();
            assertThat(sealed.get(0).get("sha256").asText())
                    .isEqualTo("fd41c256d9d4c316c82f4284709354cc9ba5ee993f3e77261ab3e13483a3f7e8");
            newer.stop();
        }
    }

    @Test
    void anUpgradeKeepsRecordedChangesAndEverySealedPaperToTheByte() throws Exception {
        Path data = restored("v86.backup");
        try (PackagedService newer = PackagedService.preparedOn(data).started()) {
            assertThat(newer.count("select count(*) from event")).isEqualTo(6_536);
            assertHistory(newer, "history-v86.tsv");
            for (String line : lines("sealed-v86.tsv")) {
                String[] cells = line.split("\t", -1);
                HttpResponse<byte[]> paper = newer.bytes(PackagedKeepingIT.PROJECTS + "/" + cells[0]
                        + "/self-assessment?version=" + cells[1] + "&language=" + cells[2] + "&format=" + cells[3]);
                assertThat(paper.statusCode()).as(line).isEqualTo(200);
                assertThat(sha256(paper.body())).as(line).isEqualTo(cells[4]);
                assertThat(paper.headers().firstValue("Dabiao-Sha256")).as(line).contains(cells[5]);
            }
            newer.stop();
        }
    }

    /** A data directory as a release left it. */
    private Path restored(String resource) throws Exception {
        Path data = folder.resolve("restored");
        Path backup = PackagedKeepingIT.copied(folder, resource);
        assertThat(PackagedService.run("restore", backup.toString(), "--data-dir", data.toString())
                        .exit())
                .isZero();
        return data;
    }

    private List<String> lines(String resource) throws IOException {
        return Files.readAllLines(PackagedKeepingIT.copied(folder, resource));
    }

    /** Each line: indicator, number, instant, verdict before and after, actual, version, sentence in English and in Chinese. */
    private void assertHistory(PackagedService service, String resource) throws Exception {
        Map<String, JsonNode> answers = new HashMap<>();
        for (String line : lines(resource)) {
            String[] cells = line.split("\t", -1);
            JsonNode all = answers.get(cells[0]);
            if (all == null) {
                all = service.get("/api/v1/years/2024/indicators/" + cells[0] + "/history?limit=1000")
                        .body();
                answers.put(cells[0], all);
            }
            JsonNode one = all.valueStream()
                    .filter(change -> change.get("id").asText().equals(cells[1]))
                    .findFirst()
                    .orElseThrow();
            assertThat(OffsetDateTime.parse(one.get("at").asText()).toInstant())
                    .as(line)
                    .isEqualTo(OffsetDateTime.parse(cells[2]).toInstant());
            assertThat(one.get("before").asText("")).as(line).isEqualTo(cells[3]);
            assertThat(one.get("after").asText()).as(line).isEqualTo(cells[4]);
            assertThat(one.get("actual").isNull() ? "" : one.get("actual").asText())
                    .as(line)
                    .isEqualTo(cells[5]);
            assertThat(one.get("declarationVersion").asText()).as(line).isEqualTo(cells[6]);
            assertThat(one.get("sentence").asText()).as(line).isEqualTo(cells[7]);
            assertThat(one.get("sentenceZh").asText()).as(line).isEqualTo(cells[8]);
        }
        assertThat(answers).hasSizeGreaterThan(100);
    }

    private void assertFigures(PackagedService service, String resource) throws Exception {
        Map<String, JsonNode> answers = new HashMap<>();
        for (String line : lines(resource)) {
            String[] cells = line.split("\t", -1);
            JsonNode all = answers.get(cells[0]);
            if (all == null) {
                all = service.get("/api/v1/years/2024/indicators?at="
                                + URLEncoder.encode(cells[0], StandardCharsets.UTF_8))
                        .body();
                answers.put(cells[0], all);
            }
            JsonNode one = all.valueStream()
                    .filter(answer -> answer.get("id").asText().equals(cells[1]))
                    .findFirst()
                    .orElseThrow();
            // How likely an open promise is to be kept is said by the forecasts of today.
            assertThat(one.get("verdict").asText().replace("at_risk", "on_track"))
                    .as(line)
                    .isEqualTo(cells[3].replace("at_risk", "on_track"));
            assertThat(one.get("actual").isNull()).as(line).isEqualTo(cells[2].isEmpty());
            if (!cells[2].isEmpty()) {
                assertThat(one.get("actual").decimalValue()).as(line).isEqualByComparingTo(cells[2]);
            }
        }
        assertThat(answers).hasSize(3);
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
