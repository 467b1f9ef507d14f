package io.dabiao.check.load;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** A site of known capacity: so many places, each request keeps one for so long, the others wait in a queue. */
final class QueueingSite implements AutoCloseable {

    final AtomicInteger served = new AtomicInteger();
    final AtomicInteger strangers = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final Queue<HttpServerRequest> waiting = new ArrayDeque<>();
    private final HttpServer server;
    private final int places;
    private final long millis;
    private int busy;

    QueueingSite(int places, long millis) {
        this.places = places;
        this.millis = millis;
        this.server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/hang" -> {}
            case "/bad" -> request.response().setStatusCode(503).end("no");
            case "/login" ->
                request.response()
                        .putHeader("Set-Cookie", "session=s1; Path=/; HttpOnly")
                        .setStatusCode(302)
                        .putHeader("Location", "/")
                        .end();
            default -> {
                if (!"session=s1".equals(request.getHeader("Cookie"))) {
                    strangers.incrementAndGet();
                }
                waiting.add(request);
                next();
            }
        }
    }

    private void next() {
        while (busy < places && !waiting.isEmpty()) {
            HttpServerRequest request = waiting.remove();
            busy++;
            vertx.setTimer(millis, timer -> {
                busy--;
                served.incrementAndGet();
                request.response().end("ok");
                next();
            });
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
