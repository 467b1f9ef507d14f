package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.PackagedService.Answer;
import io.dabiao.PackagedService.Command;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is kept beside the running service and for how long: one institution's year, backed up, sealed and archived. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Guard
class PackagedKeepingIT {

    static final String YEAR_END = URLEncoder.encode("2025-01-01T00:00:00+08:00", StandardCharsets.UTF_8);
    static final String PROJECTS = "/api/v1/years/2024/projects";
    private static final String OF_2024 = " where time >= '2023-12-31 16:00Z' and time < '2024-12-31 16:00Z'";

    @TempDir
    static Path folder;

    private static AcceptanceYear year;
    private static PackagedService service;

    @BeforeAll
    static void takeTheYear() throws Exception {
        year = AcceptanceYear.read();
        Files.createDirectory(folder.resolve("declarations"));
        service = PackagedService.prepared()
                .with("DABIAO_RETENTION", "P3M")
                .with("DABIAO_ARCHIVE", folder.resolve("archive").toString())
                .with("DABIAO_DECLARATIONS", folder.resolve("declarations").toString())
                .started();
        for (byte[] piece : year.pieces(5_000)) {
            assertThat(service.post(piece).status()).isEqualTo(200);
        }
        await().atMost(PackagedService.PATIENCE)
                .until(() -> service.get("/api/v1/status")
                                .body()
                                .get("batchesToFold")
                                .asInt()
                        == 0);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    @Order(1)
    void aMonthWaitsForTheSealedReportsOfItsYear() throws Exception {
        seal(service, "publicity");

        // A year for which nothing is declared needs nothing.
        await().atMost(PackagedService.PATIENCE).until(() -> exported(service).containsKey("2023-11"));

        JsonNode archive = service.get("/api/v1/archive").body();
        assertThat(archive.get("log")).anySatisfy(month -> {
            assertThat(month.get("month").asText()).isEqualTo("2024-02");
            assertThat(month.get("aged").asBoolean()).isTrue();
            assertThat(month.get("waits").asText())
                    .contains("self-assessment 2024")
                    .contains("not sealed");
        });
        Answer refused = service.send("POST", "/api/v1/archive/2024-02/export", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asText()).contains("not sealed");
        assertThat(service.count("select count(*) from event" + OF_2024)).isGreaterThan(100_000);
    }

    @Test
    @Order(2)
    void aBackupUnderLoadHoldsAllThatWasAcknowledgedBeforeItAndGivesTheSameFigures() throws Exception {
        Path backup = folder.resolve("year.backup");
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService sender = Executors.newSingleThreadExecutor();
        int before;
        Command taken;
        try {
            Future<?> sending = sender.submit(() -> {
                while (!enough.get()) {
                    int from = acknowledged.get();
                    Answer answer = service.post(PackagedServiceIT.lines("load", from, from + 20));
                    assertThat(answer.status()).isEqualTo(200);
                    acknowledged.set(from + 20);
                }
                return null;
            });
            await().atMost(Patience.PATIENCE).until(() -> acknowledged.get() > 100 || sending.isDone());
            before = acknowledged.get();
            taken = PackagedService.run("backup", backup.toString(), "--data-dir", data());
            enough.set(true);
            sending.get();
        } finally {
            sender.shutdownNow();
        }
        assertThat(taken.exit()).as(taken.said()).isZero();
        assertThat(acknowledged.get()).as("taken meanwhile").isGreaterThan(before + 100);

        Path copied = folder.resolve("copy");
        Command restored = PackagedService.run("restore", backup.toString(), "--data-dir", copied.toString());
        assertThat(restored.exit()).as(restored.said()).isZero();
        assertThat(restored.said()).contains("events-2023-11.ndjson.gz");
        assertThat(PackagedService.run("restore", backup.toString(), "--data-dir", copied.toString()))
                .satisfies(again -> {
                    assertThat(again.exit()).isEqualTo(1);
                    assertThat(again.said()).contains("--replace");
                });

        try (PackagedService copy = PackagedService.preparedOn(copied).started()) {
            String load = "from event_identity i join source s on s.no = i.source_no where s.name = '/load'";
            long held = copy.count("select count(*) " + load);
            assertThat(held).isBetween((long) before, (long) acknowledged.get());
            assertThat(copy.count("select max(substr(id, 2)::int) + 1 " + load)).isEqualTo(held);
            for (String kept : List.of(
                    "sealed_report",
                    "sealed_paper",
                    "access_token",
                    "declaration_version",
                    "report_remark",
                    "rejection")) {
                assertThat(copy.count(digest(kept, ""))).as(kept).isEqualTo(service.count(digest(kept, "")));
            }
            for (String kept : List.of("verdict_change", "daily_snapshot")) {
                assertThat(copy.count(digest(kept, "where year = 2024")))
                        .as(kept)
                        .isEqualTo(service.count(digest(kept, "where year = 2024")));
            }
            year.assertAgrees(copy);
            year.assertScoresAgree(copy);
            assertThat(replay(copy).body().get("same").asBoolean()).isTrue();
            Answer again = copy.post(year.pieces(20_000).get(2));
            assertThat(again.body().get("accepted").asInt()).isZero();

            Command busy =
                    PackagedService.run("restore", backup.toString(), "--data-dir", copied.toString(), "--replace");
            assertThat(busy.exit()).isEqualTo(1);
            assertThat(busy.said()).contains("in use by");
            assertThat(copy.health("ready")).isEqualTo(200);
            copy.stop();
        }
    }

    @Test
    @Order(3)
    void whatIsPastItsAgeIsExportedAndNoFigureChangesUntilItIsReadBackNorThen() throws Exception {
        visits();
        long inspections = service.count("select count(*) from event e join event_type t on t.no = e.type_no" + OF_2024
                + " and t.name = 'inspection'");
        long inLog = service.count("select count(*) from event" + OF_2024);
        long all = service.count(
                "select coalesce((select sum(events) from event_export), 0)" + " + (select count(*) from event)");
        for (JsonNode project : service.get(PROJECTS).body()) {
            if (!project.get("id").asText().equals("publicity")) {
                seal(service, project.get("id").asText());
            }
        }
        // December's events of UTC are of 2025 here, of which nothing is declared: it goes as well.
        await().atMost(PackagedService.PATIENCE)
                .until(() -> service.count("select count(*) from event" + OF_2024) == 0);
        Map<String, JsonNode> files = exported(service);
        assertThat(files.keySet())
                .contains("2023-12")
                .containsAll(IntStream.rangeClosed(1, 12)
                        .mapToObj(month -> String.format("2024-%02d", month))
                        .toList());
        assertThat(service.count("select (select sum(events) from event_export) + (select count(*) from event)"))
                .isEqualTo(all);
        year.assertAgrees(service);
        year.assertScoresAgree(service);
        assertThat(service.post(year.pieces(20_000).get(2))
                        .body()
                        .get("accepted")
                        .asInt())
                .isZero();

        Answer replayed = replay(service);
        assertThat(replayed.status()).isEqualTo(409);
        assertThat(replayed.body().get("detail").asText()).contains("events-2024-01.ndjson.gz");
        String between = URLEncoder.encode("2024-03-05T10:07:00+08:00", StandardCharsets.UTF_8);
        assertThat(service.get("/api/v1/years/2024/indicators?at=" + between).status())
                .isEqualTo(409);
        JsonNode page = service.get("/api/v1/years/2024/indicators/it-operations/system-faults/events")
                .body();
        assertThat(page.get("events")).isEmpty();
        assertThat(page.get("exported")).isNotEmpty();

        aMeasureOfToday(inspections);

        Path file = folder.resolve("archive").resolve("events-2024-03.ndjson.gz");
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(file, flipped);
        Answer damaged = service.send("POST", "/api/v1/archive/2024-03/restore", "");
        assertThat(damaged.status()).isEqualTo(409);
        assertThat(damaged.body().get("detail").asText()).contains("SHA-256");
        JsonNode verified =
                service.send("POST", "/api/v1/archive/2024-03/verify", "").body();
        assertThat(verified.get(0).get("fault").asText()).contains("SHA-256");
        Files.write(file, whole);

        for (String month : files.keySet()) {
            Answer restored = service.send("POST", "/api/v1/archive/" + month + "/restore", "");
            assertThat(restored.status()).as(restored.toString()).isEqualTo(200);
            assertThat(restored.body()).hasSize(1);
            assertThat(service.send("POST", "/api/v1/archive/" + month + "/restore", "")
                            .body())
                    .isEmpty();
        }
        assertThat(service.count("select count(*) from event")).isEqualTo(all);
        assertThat(service.count("select count(*) from event" + OF_2024)).isEqualTo(inLog);
        assertThat(service.count("select count(distinct (batch, ord)) from event"))
                .isEqualTo(all);
        assertThat(visited()).isEqualTo(5 + 8);
        assertThat(corrected("v1", ",\"data\":{\"value\":6}").status()).isEqualTo(201);
        assertThat(visited()).isEqualTo(6 + 8);
        year.assertAgrees(service);
        assertThat(replay(service).body().get("same").asBoolean()).isTrue();
        // The file can be posted as it is: every event of it is known, and none says anything else.
        try (var lines = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(whole))) {
            Answer posted = service.post(lines.readAllBytes());
            assertThat(posted.body().get("accepted").asInt()).isZero();
            assertThat(posted.body().get("conflicting").asInt()).isZero();
            assertThat(posted.body().get("rejectedTotal").asInt()).isZero();
            assertThat(posted.body().get("duplicates").asLong())
                    .isEqualTo(files.get("2024-03").get("events").asLong());
        }
    }

    /** A measure that is declared when its events are in files alone is filled from the files. */
    private static void aMeasureOfToday(long expected) throws Exception {
        String yaml = """
                project: late
                name: 后来的项目
                year: 2024
                institution: 试点单位
                period: {from: 2024-01-01, to: 2024-12-31}
                budget: {total: 1000.00, treasury: 1000.00, other: 0.00}
                goal: 试点
                indicators:
                  - id: rounds
                    name: 巡检次数
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥10.00(次)"
                    behaviour: accumulate
                    measure: {count: inspection}
                    cadence: P400D
                  - id: visits
                    name: 走访人次
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥10.00(次)"
                    behaviour: accumulate
                    measure: {sum: value, over: keeping.visit}
                    cadence: P400D
                """;
        Path partial = folder.resolve("declarations").resolve(".late.yaml");
        Files.writeString(partial, yaml);
        Files.move(partial, folder.resolve("declarations").resolve("late.yaml"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PackagedService.PATIENCE).untilAsserted(() -> {
            Answer answer = service.get("/api/v1/years/2024/indicators/late/rounds?at=" + YEAR_END);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.body().get("indicator").get("actual").asLong()).isEqualTo(expected);
            // Of three visits one was replaced and one withdrawn, before they were exported.
            assertThat(visited()).isEqualTo(5 + 8);
        });
        assertThat(corrected("v1", ",\"data\":{\"value\":6}").status()).isEqualTo(409);
        assertThat(corrected("v1", ",\"withdraw\":true").status()).isEqualTo(409);
        assertThat(visited()).isEqualTo(5 + 8);
    }

    private static void visits() throws Exception {
        String events = "";
        for (int i = 1; i <= 3; i++) {
            String data = "{\"value\":" + (3 + 2 * i) + "}";
            events += Api.event("/keeping", "v" + i, "keeping.visit", "2024-04-10T08:00:00+08:00", data) + "\n";
        }
        assertThat(service.post(events.getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(200);
        assertThat(corrected("v2", ",\"data\":{\"value\":8}").status()).isEqualTo(201);
        assertThat(corrected("v3", ",\"withdraw\":true").status()).isEqualTo(201);
    }

    private static Answer corrected(String id, String how) throws Exception {
        return service.postJson(
                "/api/v1/corrections",
                "{\"reason\":\"记错\",\"events\":[{\"source\":\"/keeping\",\"id\":\"" + id + "\"" + how + "}]}");
    }

    private static long visited() throws Exception {
        Answer answer = service.get("/api/v1/years/2024/indicators/late/visits?at=" + YEAR_END);
        return answer.body().get("indicator").get("actual").asLong();
    }

    @Test
    @Order(4)
    void aFullDiskEndsABackupAndAnExportInWordsAndNothingIsLost() throws Exception {
        Path disk = folder.resolve("disk");
        Files.createDirectory(disk);
        Tools.grant(
                "mount",
                ran("mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", disk.toString()),
                "a small disk can only be mounted by root");
        try {
            Command failed =
                    PackagedService.run("backup", disk.resolve("small.backup").toString(), "--data-dir", data());
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.said()).contains("could not be made").contains("No space left");
            assertThat(disk).isEmptyDirectory();
        } finally {
            ran("umount", disk.toString());
        }
        seal(service, "late");
        long events = service.count("select count(*) from event");
        Path archive = folder.resolve("archive");
        Tools.grant(
                "mount",
                ran("mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", archive.toString()),
                "a small disk can only be mounted by root");
        try {
            await().atMost(PackagedService.PATIENCE)
                    .until(() -> service.send("POST", "/api/v1/archive/2024-02/export", "")
                                    .status()
                            == 507);
            Answer failed = service.send("POST", "/api/v1/archive/2024-02/export", "");
            assertThat(failed.body().get("detail").asText()).contains("stay in the log");
            assertThat(archive).isEmptyDirectory();
            assertThat(service.count("select count(*) from event")).isEqualTo(events);
            assertThat(service.health("ready")).isEqualTo(200);
        } finally {
            ran("umount", archive.toString());
        }
        Answer exported = service.send("POST", "/api/v1/archive/2024-02/export", "");
        assertThat(exported.status()).as(exported.toString()).isEqualTo(200);
    }

    @Test
    void aFlippedByteInABackupIsFoundAndNothingIsRestored() throws Exception {
        Path backup = copied(folder, "v60.backup");
        byte[] bytes = Files.readAllBytes(backup);
        for (int place : List.of(bytes.length / 3, bytes.length * 3 / 4)) {
            bytes[place] ^= 1;
            Files.write(backup, bytes);
            bytes[place] ^= 1;
            Path data = folder.resolve("never");

            Command refused = PackagedService.run("restore", backup.toString(), "--data-dir", data.toString());

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.said()).contains("Nothing was restored");
            assertThat(data).doesNotExist();
        }
    }

    private static String data() {
        return service.data().toString();
    }

    /** A resource of the tests as a file in a folder. */
    static Path copied(Path folder, String resource) throws IOException {
        Path file = Files.createTempDirectory(folder, "upgrade").resolve(resource);
        try (var in = PackagedKeepingIT.class.getResourceAsStream("/upgrade/" + resource)) {
            Files.copy(in, file);
        }
        return file;
    }

    /** 60 bits of a digest of a table's rows. */
    private static String digest(String table, String where) {
        return "select coalesce(('x' || substr(md5(string_agg(md5(t::text), '' order by md5(t::text))), 1, 15))::bit(60)::bigint, 0)"
                + " from " + table + " t " + where;
    }

    static Map<String, JsonNode> exported(PackagedService service) throws Exception {
        Map<String, JsonNode> files = new HashMap<>();
        service.get("/api/v1/archive")
                .body()
                .get("files")
                .forEach(file -> files.put(file.get("month").asText(), file));
        return files;
    }

    /** The newest recorded change of an indicator that has events all year, computed again. */
    private static Answer replay(PackagedService service) throws Exception {
        String path = "/api/v1/years/2024/indicators/it-operations/system-faults/history";
        JsonNode history = service.get(path).body();
        long newest = history.valueStream()
                .mapToLong(one -> one.get("id").asLong())
                .max()
                .orElseThrow();
        return service.get(path + "/" + newest + "/replay");
    }

    /** Explains what asks for it and seals. */
    static void seal(PackagedService service, String project) throws Exception {
        String report = PROJECTS + "/" + project + "/self-assessment";
        String at = "?at=" + YEAR_END;
        for (JsonNode row : service.get(report + at).body().get("rows")) {
            if (!row.get("needs").isEmpty()) {
                String id = row.get("figure").get("id").asText();
                service.send("PUT", report + "/remarks/" + id + at, Map.of("explanation", "已说明"));
            }
        }
        service.send("PUT", report + "/remarks" + at, Map.of("explanation", "预算下半年才到位"));
        // A declaration that has just been added is filled from the log first, and its report is not ready until then.
        Answer sealed = await().atMost(PackagedService.PATIENCE)
                .until(
                        () -> service.send("POST", report + "/seal" + at, Map.of("name", "王某")),
                        answer -> !answer.body().path("detail").asText().contains("still being filled"));
        assertThat(sealed.status()).as(sealed.toString()).isEqualTo(200);
    }

    private static boolean ran(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
