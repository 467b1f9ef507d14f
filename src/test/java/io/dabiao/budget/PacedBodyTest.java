package io.dabiao.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A body as it comes over a connection. */
class PacedBodyTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final AtomicInteger pauses = new AtomicInteger();
    private HttpServer server;
    private volatile String said;

    @BeforeEach
    void aServerThatAnswersHowMuchItRead() {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    readers.execute(() -> {
                        PacedBody body = new PacedBody(request, MOST, new Pace(1, 2));
                        body.whenItPauses(pauses::incrementAndGet);
                        int status = 200;
                        try {
                            said = "read " + body.readAllBytes().length;
                        } catch (BodyRefused refused) {
                            status = refused.problem().status();
                            said = refused.getMessage();
                        } catch (IOException broken) {
                            said = "broken";
                        }
                        request.response().setStatusCode(status).end(String.valueOf(said));
                        body.discard();
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void end() {
        readers.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Socket socket(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.actualPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        write(socket, "POST / HTTP/1.1\r\nHost: localhost\r\n" + head + "\r\n\r\n");
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        int length = -1;
        while (length < 0 || answer.indexOf("\r\n\r\n") < 0 || answer.length() < length) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
            int head = answer.indexOf("\r\n\r\n");
            if (head >= 0 && length < 0) {
                String said = answer.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
                length = head + 4 + Integer.parseInt(said);
            }
        }
        return answer.toString();
    }

    @Test
    void aBodyIsReadToItsEndHoweverItIsCut() throws IOException {
        try (Socket socket = socket("Content-Length: 900000")) {
            for (int i = 0; i < 9; i++) {
                write(socket, "x".repeat(100_000));
            }
            assertThat(answer(socket)).contains("200 OK", "read 900000");
            // And the connection goes on.
            write(
                    socket,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(answer(socket)).contains("read 3");
        }
    }

    @Test
    void aSenderThatWantsToBeAskedFirstIsAsked() throws IOException {
        try (Socket socket = socket("Expect: 100-continue\r\nContent-Length: 3")) {
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 100 Continue");
            write(socket, "abc");
            assertThat(answer(socket)).contains("read 3");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsReadNoFurther() throws IOException {
        try (Socket socket = socket("Transfer-Encoding: chunked")) {
            write(socket, Integer.toHexString(MOST + 1) + "\r\n" + "x".repeat(MOST + 1) + "\r\n");
            assertThat(answer(socket)).contains("413", "1000000 bytes at most");
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsAnsweredAndItsReaderHearsOfThePause() throws IOException {
        try (Socket socket = socket("Content-Length: 100000")) {
            write(socket, "x".repeat(10));
            assertThat(answer(socket)).contains("408", "1 KiB a second");
        }
        assertThat(pauses.get()).isPositive();
    }

    @Test
    void aConnectionThatBreaksOffEndsTheReading() throws IOException {
        try (Socket socket = socket("Content-Length: 100000")) {
            write(socket, "x");
        }
        await().atMost(PATIENCE).until(() -> "broken".equals(said));
    }
}
