package io.dabiao.ingest.prometheus;

import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's Prometheus in a folder of its own, on loopback. */
public final class RealPrometheus implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/bin/prometheus");

    private final Process process;
    private final int port;

    private RealPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static RealPrometheus start(Path folder, String configuration) throws IOException {
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        int port = freePort();
        Process process = new ProcessBuilder(
                        BINARY.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        RealPrometheus started = new RealPrometheus(process, port);
        await().atMost(Patience.PATIENCE)
                .ignoreExceptions()
                .until(() -> started.get("/-/ready").contains("Ready"));
        return started;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        await().atMost(Patience.PATIENCE).until(() -> !process.isAlive());
    }
}
