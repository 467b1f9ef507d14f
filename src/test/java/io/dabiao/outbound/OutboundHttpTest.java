package io.dabiao.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboundHttpTest {

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private OutboundHttp http;
    private OutboundHttp barred;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        http = new OutboundHttp(OutboundPolicy.denying(List.of()));
        barred = new OutboundHttp(OutboundPolicy.denying(List.of("127.0.0.0/8", "::1")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
        barred.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = 200;
        if (path.equals("/metadata")) {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
            status = 302;
        } else if (path.equals("/moved")) {
            exchange.getResponseHeaders().set("Location", "/echo");
            status = 302;
        } else if (path.equals("/away")) {
            exchange.getResponseHeaders()
                    .set("Location", "http://localhost:" + server.getAddress().getPort() + "/token");
            status = 302;
        } else if (path.equals("/token")) {
            body = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
        } else if (path.equals("/large")) {
            body = new byte[100_000];
        } else if (path.equals("/silent")) {
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private OutboundHttp.Request request(String method, String path, String body, int redirects) {
        return new OutboundHttp.Request(
                method,
                path.startsWith("http")
                        ? URI.create(path)
                        : URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                Map.of("Authorization", "Bearer secret"),
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                Duration.ofMinutes(1),
                1_000,
                redirects);
    }

    @Test
    void whatIsSentIsAnswered() {
        OutboundHttp.Answer answer =
                http.send(request("POST", "/echo", "达标", 0)).join();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("达标");
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void anAnswerIsReadNoFurtherThanItIsWanted() {
        OutboundHttp.Answer answer =
                http.send(request("GET", "/large", null, 0)).join();

        assertThat(answer.body()).hasSize(1_000);
        assertThat(answer.whole()).isFalse();
    }

    @Test
    void aLinkLocalAddressIsRefusedWithWords() {
        refused(
                http.send(request("GET", "http://169.254.169.254/latest/", null, 0)),
                "169.254.169.254 is a link-local");
        refused(http.send(request("GET", "https://[fe80::1]/", null, 0)), "fe80:0:0:0:0:0:0:1 is a link-local");
    }

    @Test
    void aRedirectToALinkLocalAddressIsRefused() {
        refused(http.send(request("GET", "/metadata", null, 3)), "169.254.169.254 is a link-local");
        assertThat(asked).hasValue(1);
    }

    @Test
    void redirectsAreFollowedOnlyWhereTheyAreAskedFor() {
        assertThat(http.send(request("GET", "/moved", null, 0)).join().status()).isEqualTo(302);
        assertThat(http.send(request("GET", "/moved", null, 1)).join().status()).isEqualTo(200);
        assertThat(http.send(request("POST", "/moved", "x", 1)).join().status()).isEqualTo(302);
    }

    @Test
    void aSecretIsNotToldToAnotherHost() {
        assertThat(new String(
                        http.send(request("GET", "/token", null, 0)).join().body(), StandardCharsets.UTF_8))
                .isEqualTo("Bearer secret");
        assertThat(new String(http.send(request("GET", "/away", null, 1)).join().body(), StandardCharsets.UTF_8))
                .isEqualTo("null");
    }

    @Test
    void aNameIsJudgedByTheAddressThatIsConnectedTo() {
        refused(
                barred.send(
                        request("GET", "http://localhost:" + server.getAddress().getPort() + "/", null, 0)),
                "dabiao.outbound-deny");
        assertThat(asked).hasValue(0);
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForForEver() {
        OutboundHttp.Request slow = new OutboundHttp.Request(
                "GET",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/silent"),
                Map.of(),
                null,
                Duration.ofMillis(200),
                10,
                0);

        assertThatThrownBy(() -> http.send(slow).join()).hasCauseInstanceOf(TimeoutException.class);
    }

    private static void refused(CompletableFuture<OutboundHttp.Answer> answer, String words) {
        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(OutboundRefused.class)
                .hasMessageContaining(words);
    }
}
