package io.dabiao.check.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.probe.ProbeKindContract;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketProbeTest extends ProbeKindContract {

    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("chat"))
                .webSocketHandler(socket -> socket.textMessageHandler(
                        text -> socket.writeTextMessage(text.equals("ping") ? "pong 研发" : text.repeat(40_000))))
                .requestHandler(request -> request.response().setStatusCode(426).end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    protected String kind() {
        return "websocket";
    }

    @Override
    protected String at(String address) {
        return "url: 'ws://" + address + "/live'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + server.actualPort()) + ", send: ping, expect: '^pong 研发$', protocol: chat";
    }

    @Test
    void anUpgradeIsEnoughWhereNothingIsExpected() throws Exception {
        var outcome = look("url: 'WS://127.0.0.1:" + server.actualPort() + "'");

        assertThat(said(outcome)).isEqualTo("ok");
        assertThat(outcome.status()).hasValue(101);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send: ping, expect: gone | content in body",
                "send: x, expect: '^x{1000}' | ok",
                "timeout: 300ms, expect: something | timeout in body",
            })
    void theFirstMessageIsCompared(String keys, String says) throws Exception {
        assertThat(said(look(at("127.0.0.1:" + server.actualPort()) + ", " + keys)))
                .isEqualTo(says);
    }
}
