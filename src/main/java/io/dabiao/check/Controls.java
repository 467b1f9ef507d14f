package io.dabiao.check;

import io.dabiao.check.http.ProbeClient;
import io.dabiao.core.probe.Probe;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the service's own network works: some other address still takes a connection. Asked only when a site fails, and at
 * most once a second for all sites together. No one gets an answer to a question that was put before their own: in the moment in
 * which the network is lost, the answer of half a second ago would make an outage of it.
 */
final class Controls {

    private static final int PATIENCE_MILLIS = 2_000;
    private static final long APART_NANOS = 1_000_000_000L;

    /** Those who share one question until it is put. */
    private record Turn(long nanoTime, CompletableFuture<Boolean> answer) {}

    private final ProbeClient probeClient;
    private final Map<List<String>, Turn> turns = new ConcurrentHashMap<>();

    Controls(ProbeClient probeClient) {
        this.probeClient = probeClient;
    }

    /**
     * The answer to a question put now, or up to a second later together with others.
     *
     * @param addresses {@code host:port}; where there is none the network is believed to work
     */
    CompletionStage<Boolean> reachable(List<String> addresses) {
        if (addresses.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        long now = System.nanoTime();
        Turn[] begun = new Turn[1];
        Turn current = turns.compute(addresses, (all, last) -> {
            if (last != null && last.nanoTime() - now > 0) {
                return last;
            }
            long due = last == null ? now : Math.max(now, last.nanoTime() + APART_NANOS);
            begun[0] = new Turn(due, new CompletableFuture<>());
            return begun[0];
        });
        if (current == begun[0]) {
            probeClient
                    .loops()
                    .schedule(() -> ask(addresses, current.answer()), current.nanoTime() - now, TimeUnit.NANOSECONDS);
        }
        return current.answer();
    }

    private void ask(List<String> addresses, CompletableFuture<Boolean> answer) {
        AtomicInteger open = new AtomicInteger(addresses.size());
        for (String address : addresses) {
            EventLoop loop = probeClient.loops().next();
            int colon = address.lastIndexOf(':');
            String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
            int port = Integer.parseInt(address.substring(colon + 1));
            probeClient.resolve(loop, Probe.Family.ANY, host).addListener((Future<InetAddress> resolved) -> {
                if (!resolved.isSuccess()) {
                    said(false, open, answer);
                    return;
                }
                probeClient
                        .connections()
                        .bootstrap(loop, new ChannelInboundHandlerAdapter())
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
                        .connect(new InetSocketAddress(resolved.getNow(), port))
                        .addListener((ChannelFuture connected) -> {
                            connected.channel().close();
                            said(connected.isSuccess(), open, answer);
                        });
            });
        }
    }

    private static void said(boolean reached, AtomicInteger open, CompletableFuture<Boolean> answer) {
        if (reached) {
            answer.complete(true);
        } else if (open.decrementAndGet() == 0) {
            answer.complete(false);
        }
    }
}
