package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sixty-four senders at once of each bomb against a packaged service with its launcher's heap, while one client watches whether it
 * lives and another goes on with its work.
 */
final class Bombardment {

    private static final int LIVE_MILLIS = 1_000;

    /** A machine that does other work as well may be late once in so many looks. */
    private static final int ONE_IN = 20;

    private static final int SENDERS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Sends one and returns the status of the answer; 0 where the connection ended without one. */
    private interface Sender {
        int send() throws IOException, InterruptedException;
    }

    private final PackagedService service;
    private final String attacker;
    private final String other;
    private final Duration each;
    private final HttpClient senders =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpClient watcher =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger number = new AtomicInteger();

    /** @param each how long each bomb is sent; zero for once by every sender */
    Bombardment(PackagedService service, Duration each) throws IOException, InterruptedException {
        this.service = service;
        this.each = each;
        this.attacker = token("attacker", List.of("ingest", "report"));
        this.other = token("other", List.of("ingest", "view"));
    }

    private String token(String name, List<String> roles) throws IOException, InterruptedException {
        PackagedService.Answer made = service.send("POST", "/api/v1/tokens", Map.of("name", name, "roles", roles));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        return made.body().get("secret").asText();
    }

    /** All of them, one after the other. */
    void all() throws Exception {
        byte[] docx = Bombs.paragraphs(190_000);
        byte[] pages = Bombs.pages(250, 10);
        byte[] stream = Bombs.pages(1, 190);
        byte[] texts = Bombs.oneText(90);
        byte[] shared = Bombs.sharedByCells(30_000);
        byte[] snappy = Bombs.snappy(64);
        byte[] yaml = Bombs.brackets(200_000);
        of(
                "sign-in",
                () -> post(
                        "/sign-in",
                        "application/x-www-form-urlencoded",
                        "name=somebody&password=wrong+password".getBytes(StandardCharsets.UTF_8),
                        Map.of()));
        of("DOCX", () -> draft(Bombs.DOCX, docx));
        if (!each.isZero()) {
            byte[] read = Bombs.paragraphs(49_000);
            of("DOCX, all read", () -> draft(Bombs.DOCX, read));
        }
        of("PDF, shared pages", () -> draft(Bombs.PDF, pages));
        of("PDF, one stream", () -> draft(Bombs.PDF, stream));
        of("XLSX, a form", () -> draft(Bombs.XLSX, texts));
        of(
                "XLSX, a table",
                () -> post(
                        "/api/v1/files?type=a.b&series=//x&dryRun=true",
                        Bombs.XLSX,
                        shared,
                        Map.of("Authorization", "Bearer " + attacker)));
        of(
                "Snappy",
                () -> post(
                        "/api/v1/prometheus/write",
                        "application/x-protobuf",
                        snappy,
                        Map.of("Authorization", "Bearer " + attacker, "Content-Encoding", "snappy")));
        of(
                "YAML",
                () -> post(
                        "/api/v1/declarations?reason=x",
                        "application/yaml",
                        yaml,
                        Map.of("Authorization", "Bearer " + attacker)));
        of("multipart", this::multipart);
        of("slow bodies", this::slowly);
    }

    private int draft(String type, byte[] form) throws IOException, InterruptedException {
        return post("/api/v1/declarations/draft", type, form, Map.of("Authorization", "Bearer " + attacker));
    }

    private int post(String path, String type, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return senders.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException closed) {
            return 0; // Refused before all of it was sent.
        }
    }

    /** Sixty megabytes are announced, and some come; no one has said who sends them. */
    private int multipart() throws IOException {
        try (Socket socket = socket("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000000\r\n"
                + "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data;"
                + " name=\"file\"; filename=\"a\"\r\n\r\n" + "x".repeat(200_000))) {
            return status(socket);
        }
    }

    /** A line at once and nothing after it, until the service has enough, or the time is over. */
    private int slowly() throws IOException {
        String line = event("slow");
        try (Socket socket =
                socket("POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + attacker
                        + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(line.length()) + "\r\n" + line + "\r\n")) {
            socket.setSoTimeout(
                    each.isZero() ? 3_000 : (int) Duration.ofSeconds(55).toMillis());
            return status(socket);
        } catch (java.net.SocketTimeoutException held) {
            return 1;
        }
    }

    private Socket socket(String begin) throws IOException {
        Socket socket = new Socket("127.0.0.1", service.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        try {
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException refused) {
            // It may have answered already.
        }
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        try {
            String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            return line.length() < 12 ? 0 : Integer.parseInt(line.substring(9));
        } catch (java.net.SocketException closed) {
            return 0;
        }
    }

    private String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + number.incrementAndGet()
                + "\",\"source\":\"/bombs\",\"type\":\"bombs.kind\",\"time\":\"2024-03-01T08:00:00+08:00\",\"data\":{}}\n";
    }

    private void of(String name, Sender bomb) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong lived = new AtomicLong();
        AtomicInteger late = new AtomicInteger();
        AtomicLong worked = new AtomicLong();
        AtomicInteger looks = new AtomicInteger();
        Map<Integer, AtomicInteger> answers = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 2);
        try {
            List<Future<?>> besides = List.of(
                    threads.submit(() -> {
                        while (!over.get()) {
                            long took = timed(get("/q/health/live", Map.of()), 200);
                            lived.accumulateAndGet(took, Math::max);
                            late.addAndGet(took > LIVE_MILLIS ? 1 : 0);
                            looks.incrementAndGet();
                            Thread.sleep(50); // A client's pace, not a wait for something.
                        }
                        return null;
                    }),
                    threads.submit(() -> {
                        Map<String, String> mine = Map.of("Authorization", "Bearer " + other);
                        while (!over.get()) {
                            HttpRequest.Builder post = get("/api/v1/events", mine)
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(HttpRequest.BodyPublishers.ofString(event("other")));
                            worked.accumulateAndGet(timed(post, 200), Math::max);
                            worked.accumulateAndGet(timed(get("/sign-in", Map.of()), 200), Math::max);
                            worked.accumulateAndGet(timed(get("/api/v1/status", mine), 200), Math::max);
                            Thread.sleep(50); // A client's pace, not a wait for something.
                        }
                        return null;
                    }));
            List<Future<?>> sending = new ArrayList<>();
            Instant end = Instant.now().plus(each);
            for (int i = 0; i < SENDERS; i++) {
                sending.add(threads.submit(() -> {
                    do {
                        int status = bomb.send();
                        synchronized (answers) {
                            answers.computeIfAbsent(status, any -> new AtomicInteger())
                                    .incrementAndGet();
                        }
                    } while (Instant.now().isBefore(end));
                    return null;
                }));
            }
            for (Future<?> one : sending) {
                one.get();
            }
            over.set(true);
            for (Future<?> one : besides) {
                one.get();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        System.out.printf(
                Locale.ROOT,
                "%-18s %-60s liveness within %4d ms in %d looks, another client within %d ms%n",
                name,
                answers,
                lived.get(),
                looks.get(),
                worked.get());
        assertThat(answers.keySet()).as(name).doesNotContain(500, 502, 504);
        assertThat(looks.get()).as(name).isPositive();
        if (!each.isZero()) {
            assertThat(late.get())
                    .as("%s: looks at liveness of %d that took over a second", name, looks.get())
                    .isLessThanOrEqualTo(looks.get() / ONE_IN);
        }
    }

    private HttpRequest.Builder get(String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(PATIENCE);
        headers.forEach(request::header);
        return request;
    }

    private long timed(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<String> answer = watcher.send(request.build(), HttpResponse.BodyHandlers.ofString());
        long took = (System.nanoTime() - begun) / 1_000_000;
        assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isEqualTo(expected);
        return took;
    }
}
