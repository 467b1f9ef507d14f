package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.PackagedService.Answer;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service as it is delivered, with its embedded database: kill -9, full disks and all. */
class PackagedServiceIT {

    private static AcceptanceYear year;

    @BeforeAll
    static void readTheYear() throws IOException {
        year = AcceptanceYear.read();
    }

    @Test
    @Guard
    void aShortTokenStopsTheStartAndTheFirstOneIsInAFileUntilThereIsAnAdministrator() throws Exception {
        try (PackagedService service = PackagedService.prepared().with("DABIAO_ADMIN_TOKEN", "tok")) {
            service.launch();
            assertThat(service.exit()).isEqualTo(1);
            assertThat(service.output())
                    .contains("dabiao: the administrator's token", "at least 24")
                    .doesNotContain("Exception");

            service.with("DABIAO_ADMIN_TOKEN", "")
                    .with("DABIAO_SECOND_FACTOR", "administrators")
                    .start();
            Path file = service.data().resolve("first-admin-token");
            String token = Files.readString(file).strip();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(service.output()).contains(file.toString()).doesNotContain(token);
            assertThat(service.data().resolve("encryption-key")).exists();

            String form =
                    "token=" + token + "&name=first&password=%E4%B8%80%E5%8F%A5%E5%AE%B9%E6%98%93%E8%AE%B0%E4%BD%8F"
                            + "%E7%9A%84%E8%AF%9D+2024&again=%E4%B8%80%E5%8F%A5%E5%AE%B9%E6%98%93%E8%AE%B0%E4%BD%8F%E7%9A%84%E8%AF%9D"
                            + "+2024";
            HttpRequest first = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + service.port() + "/sign-in/first"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            HttpClient http = HttpClient.newHttpClient();
            HttpResponse<Void> made = http.send(first, HttpResponse.BodyHandlers.discarding());
            assertThat(made.statusCode()).isEqualTo(303);
            assertThat(file).doesNotExist();
            String cookie = made.headers().allValues("Set-Cookie").stream()
                    .filter(one -> one.startsWith("dabiao-session="))
                    .map(one -> one.substring(0, one.indexOf(';')))
                    .findFirst()
                    .orElseThrow();
            HttpResponse<String> start = get(http, service, "/start", cookie);
            assertThat(start.statusCode()).isEqualTo(303);
            assertThat(start.headers().firstValue("Location")).contains("/account/second-factor");
            assertThat(get(http, service, "/api/v1/years", cookie).statusCode()).isEqualTo(403);
            assertThat(get(http, service, "/account/second-factor", cookie).body())
                    .contains("<svg class=\"qr\"");
            assertThat(http.send(first, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(HttpClient http, PackagedService service, String path, String cookie)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                        .header("Accept", path.startsWith("/api/") ? "application/json" : "text/html")
                        .header("Cookie", cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theAcceptanceYearAgreesHoweverManySendIt() throws Exception {
        try (PackagedService service = PackagedService.prepared().started()) {
            Costs.haveNotGrown(Map.of("classes loaded at start", classesLoaded(service)));
            Callable<int[]> client = () -> {
                int[] sums = new int[3];
                for (byte[] piece : year.pieces(1_000)) {
                    Answer answer = service.post(piece);
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                    sums[0] += answer.body().get("accepted").asInt();
                    sums[1] += answer.body().get("duplicates").asInt();
                    sums[2] += answer.body().get("rejected").size();
                    answer.body()
                            .get("rejected")
                            .forEach(one ->
                                    assertThat(one.get("detail").asText()).isNotBlank());
                }
                return sums;
            };
            int clients = 4;
            ExecutorService threads = Executors.newFixedThreadPool(clients);
            int accepted = 0;
            int duplicates = 0;
            try {
                for (Future<int[]> sums : threads.invokeAll(java.util.Collections.nCopies(clients, client))) {
                    accepted += sums.get()[0];
                    duplicates += sums.get()[1];
                    assertThat(sums.get()[2]).isEqualTo(year.rejected());
                }
            } finally {
                threads.shutdown();
            }

            assertThat(accepted).isEqualTo(year.accepted());
            assertThat(duplicates).isEqualTo(year.duplicates() + (clients - 1) * (year.accepted() + year.duplicates()));
            year.assertAgrees(service);

            service.stop();
            service.start();

            year.assertAgrees(service);
            year.assertScoresAgree(service);
            assertThat(service.count("select count(*) from event")).isEqualTo(year.accepted());
        }
    }

    /** One year declared by files, one carried forward from the command line; made-up events, reckoned one by one. */
    private static long classesLoaded(PackagedService service) throws Exception {
        HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(scrape, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("jvm_classes_loaded_classes "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Guard
    void otherYearsAgreeWithAPlainReckoningOfThem() throws Exception {
        Path declarations = Files.createTempDirectory("dabiao-declarations");
        for (FileText shipped : ResourceFolder.shipped("catalogue")) {
            Files.writeString(
                    declarations.resolve(Path.of(shipped.file()).getFileName()),
                    shipped.text().replace("2024-", "2023-").replace("year: 2024", "year: 2023"));
        }
        try (PackagedService service = PackagedService.prepared()
                .with("DABIAO_DECLARATIONS", declarations.toString())
                .started()) {
            PackagedService.Command carried = PackagedService.run(
                    "carry-forward",
                    "--from",
                    "2024",
                    "--to",
                    "2025",
                    "--reason",
                    "下年度沿用",
                    "--url",
                    "http://127.0.0.1:" + service.port());
            assertThat(carried.exit()).as(carried.said()).isZero();
            await().atMost(PackagedService.PATIENCE)
                    .until(() ->
                            service.get("/api/v1/years/2025/projects").body().size() == 7);
            for (JsonNode project : service.get("/api/v1/years/2025/projects").body()) {
                String approval =
                        "/api/v1/declarations/2025/" + project.get("id").asText() + "/approval";
                assertThat(service.postJson(approval, "{\"reason\":\"同意\"}").status())
                        .isEqualTo(200);
            }

            PlainYear first = new PlainYear(2023, 1);
            List<PlainYear> years = List.of(first, new PlainYear(2025, 2, first));
            for (PlainYear played : years) {
                for (byte[] piece : played.pieces(2_000)) {
                    Answer answer = service.post(piece);
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.body().get("rejectedTotal").asInt()).isZero();
                }
            }
            for (PlainYear played : years) {
                new PlainComparison(played, service).assertAgrees();
            }
        } finally {
            ServiceDatabase.delete(declarations);
        }
    }

    @Test
    @Guard
    void aKilledServiceLosesNothingAndCountsNothingTwice() throws Exception {
        try (PackagedService service = PackagedService.prepared().started()) {
            new Interrupted(service, year, new Random(1)).run(3, () -> {
                service.kill();
                service.start();
            });
        }
    }

    @Test
    @Guard
    void aKilledDatabaseComesBackAndNothingIsCountedTwice() throws Exception {
        try (PackagedService service = PackagedService.prepared().started()) {
            Queue<Answer> refused = new Interrupted(service, year, new Random(2)).run(3, service::killDatabase);

            assertThat(service.isAlive()).isTrue();
            assertThat(refused).allSatisfy(PackagedServiceIT::assertComeAgain);
        }
    }

    @Test
    @Guard
    void whileItsDatabaseIsAwayTheServiceSaysSoAndThenRecovers() throws Exception {
        try (PackagedService service = PackagedService.prepared().started()) {
            assertThat(service.post(lines("away", 0, 10)).status()).isEqualTo(200);
            Path program = service.databaseProgram();
            Path aside = program.resolveSibling("postgres.aside");
            Files.move(program, aside);
            service.killDatabase();

            await().atMost(PackagedService.PATIENCE)
                    .until(() -> service.post(lines("away", 10, 20)).status() == 503);
            assertComeAgain(service.post(lines("away", 10, 20)));
            assertComeAgain(service.get("/api/v1/years/2024/indicators"));
            await().atMost(PackagedService.PATIENCE).until(() -> service.health("ready") == 503);
            assertThat(service.health("live")).isEqualTo(200);

            Files.move(aside, program);

            service.awaitReady();
            Answer taken = service.postUntilTaken(lines("away", 0, 20), answer -> {});
            assertThat(taken.body().get("accepted").asInt()).isEqualTo(10);
            assertThat(taken.body().get("duplicates").asInt()).isEqualTo(10);
        }
    }

    @Test
    @Guard
    void aClientThatDisconnectsHalfWayMayRetry() throws Exception {
        try (PackagedService service = PackagedService.prepared().started()) {
            byte[] body = lines("half", 0, 10_000);
            for (int percent : List.of(3, 50, 97)) {
                for (boolean abruptly : List.of(true, false)) {
                    sendPartOf(service, body, body.length / 100 * percent, abruptly);
                }
            }

            Answer answer = service.post(body);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().get("rejectedTotal").asInt()).isZero();
            assertThat(answer.body().get("accepted").asInt()
                            + answer.body().get("duplicates").asInt())
                    .isEqualTo(10_000);
            assertThat(answer.body().get("conflicting").asInt()).isZero();
            assertThat(service.count("select count(*) from event")).isEqualTo(10_000);
            assertThat(service.get("/api/v1/rejections").body()).isEmpty();
        }
    }

    private static void sendPartOf(PackagedService service, byte[] body, int length, boolean abruptly)
            throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            if (abruptly) {
                socket.setSoLinger(true, 0);
            }
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + PackagedService.token() + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body, 0, length);
            out.flush();
        }
    }

    @Test
    @Guard
    void aFullDiskIsAnsweredWith503AndRecovers() throws Exception {
        Path disk = Files.createTempDirectory("dabiao-disk");
        try {
            Tools.grant(
                    "mount",
                    ran("mount", "-t", "tmpfs", "-o", "size=600m,mode=755", "tmpfs", disk.toString()),
                    "a small disk can only be mounted by root");
            try (PackagedService service =
                    PackagedService.preparedOn(disk.resolve("data")).started()) {
                int taken = fillUntilRefused(service, disk.resolve("ballast"));
                await().atMost(PackagedService.PATIENCE).until(() -> service.health("ready") == 503);
                assertThat(service.health("live")).isEqualTo(200);
                assertThat(service.isAlive()).isTrue();

                Files.delete(disk.resolve("ballast"));

                service.awaitReady();
                for (int piece = 0; piece < taken + 3; piece++) {
                    Answer answer = service.postUntilTaken(piece(piece), refused -> {});
                    assertThat(answer.body().get("rejectedTotal").asInt()).isZero();
                    if (piece < taken) {
                        // What was answered with success is there.
                        assertThat(answer.body().get("duplicates").asInt()).isEqualTo(2_000);
                    }
                }
                assertThat(service.count("select count(*) from event")).isEqualTo((taken + 3) * 2_000L);
            }
        } finally {
            ran("umount", disk.toString());
            Files.deleteIfExists(disk);
        }
    }

    /** @return how many pieces were taken before one was refused */
    private static int fillUntilRefused(PackagedService service, Path ballast) throws Exception {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[1 << 16];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(Files.size(ballast)).isGreaterThan(10L << 20);
        }
        for (int piece = 0; ; piece++) {
            assertThat(piece).as("pieces taken on a full disk").isLessThan(500);
            Answer answer = service.post(piece(piece));
            if (answer.status() != 200) {
                assertComeAgain(answer);
                return piece;
            }
        }
    }

    private static byte[] piece(int number) {
        return lines("disk", number * 2_000, (number + 1) * 2_000);
    }

    @Test
    @Guard
    void aSecondServiceOnTheSameDataIsRefused() throws Exception {
        try (PackagedService first = PackagedService.prepared().started();
                PackagedService second = PackagedService.preparedOn(first.data())) {
            second.launch();

            assertThat(second.exit()).isNotZero();
            assertThat(second.output())
                    .contains("in use by")
                    .contains(first.data().toString());
            assertThat(first.health("ready")).isEqualTo(200);
            assertThat(first.post(lines("second", 0, 10)).status()).isEqualTo(200);
        }
    }

    static void assertComeAgain(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(503, 429);
        assertThat(answer.retryAfter())
                .hasValueSatisfying(seconds -> assertThat(seconds).matches("\\d+"));
        assertThat(answer.body().get("detail").asText()).isNotBlank();
    }

    static byte[] lines(String source, int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(i -> Api.event("/" + source, "e" + i) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean ran(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** A client that sends the year while something is killed in mid-request, and tries again until it is answered. */
    static final class Interrupted {

        /** Two transactions each, so that a request can be half done. */
        private static final int LINES = 4_000;

        /** What interrupts. */
        interface Blow {
            void strike() throws Exception;
        }

        private final PackagedService service;
        private final AcceptanceYear year;
        private final Random random;

        Interrupted(PackagedService service, AcceptanceYear year, Random random) {
            this.service = service;
            this.year = year;
            this.random = random;
        }

        /** @return the answers other than success; the numbers were found right */
        Queue<Answer> run(int times, Blow blow) throws Exception {
            Queue<Answer> refused = new ConcurrentLinkedQueue<>();
            List<byte[]> pieces = year.pieces(LINES);
            ExecutorService killer = Executors.newSingleThreadExecutor();
            int accepted = 0;
            try {
                for (int i = 0; i < pieces.size(); i++) {
                    Future<?> struck = killer.submit(() -> null);
                    if (i * times / pieces.size() < (i + 1) * times / pieces.size()) {
                        Duration into = Duration.ofMillis(1 + random.nextInt(80));
                        struck = killer.submit(() -> {
                            await().pollDelay(into).until(() -> true);
                            blow.strike();
                            return null;
                        });
                    }
                    Answer answer = service.postUntilTaken(pieces.get(i), refused::add);
                    accepted += answer.body().get("accepted").asInt();
                    struck.get();
                }
            } finally {
                killer.shutdown();
            }
            service.awaitReady();
            // What was committed and never answered is known when it comes again.
            assertThat(accepted).isLessThanOrEqualTo(year.accepted());
            assertThat(service.count("select count(*) from event")).isEqualTo(year.accepted());
            assertThat(service.count("select count(*) from event_identity")).isEqualTo(year.accepted());
            year.assertAgrees(service);
            return refused;
        }
    }
}
