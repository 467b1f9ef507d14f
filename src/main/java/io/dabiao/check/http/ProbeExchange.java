package io.dabiao.check.http;

import io.dabiao.core.Probe;
import io.dabiao.outbound.OutboundRefused;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** One look under way. All of it happens on one event loop. */
final class ProbeExchange {

    /** What of a body is searched; beyond it the body is read to its end all the same, but not kept. */
    private static final int KEPT = 1 << 20;
    /** A body without end would keep a loop busy until the timeout. */
    private static final long LONGEST_BODY = 64L << 20;

    /** As much lateness as a garbage collection may cause. */
    private static final long LATE_NANOS = 100_000_000L;

    private static final int LONGEST_DETAIL = 200;

    private final ProbeClient probeClient;
    private final Probe probe;
    private final EventLoop loop;
    private final CompletableFuture<ProbeOutcome> found;
    private final long asked;
    private final long begun = System.nanoTime();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    private Phase phase = Phase.RESOLVE;
    private long phaseBegun = begun;
    private RequestChain requestChain;
    private OptionalInt status = OptionalInt.empty();
    private OptionalLong certificateSeconds = OptionalLong.empty();
    private ScheduledFuture<?> deadline;
    private Channel channel;
    private boolean done;

    /** @param asked {@link System#nanoTime} at which the look was asked for */
    ProbeExchange(
            ProbeClient probeClient, Probe probe, EventLoop loop, long asked, CompletableFuture<ProbeOutcome> found) {
        this.probeClient = probeClient;
        this.probe = probe;
        this.loop = loop;
        this.asked = asked;
        this.found = found;
    }

    void begin() {
        deadline = loop.schedule(this::timedOut, probe.timeout().toNanos(), TimeUnit.NANOSECONDS);
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Map.Entry<String, Probe.Text> header :
                    probe.request().headers().entrySet()) {
                headers.put(header.getKey(), probeClient.text(header.getValue()));
            }
            requestChain = new RequestChain(probe, headers);
        } catch (IOException missing) {
            fail(Reason.PREPARATION, Fault.words(missing));
            return;
        }
        visit();
    }

    private void timedOut() {
        fail(Reason.TIMEOUT, "nothing more within " + probe.timeout().toMillis() + " ms");
    }

    // ---- the way to the site

    private void visit() {
        enter(Phase.RESOLVE);
        boolean proxied = probe.route().proxy().isPresent();
        if (!proxied) {
            approach(requestChain.at(), false);
            return;
        }
        // The proxy asks for the name itself; what this machine knows of it is refused here nevertheless.
        probeClient
                .resolve(loop, probe.route().family(), requestChain.host())
                .addListener((Future<InetAddress> resolved) -> {
                    Optional<String> refusal = resolved.isSuccess()
                            ? probeClient.connections().refusal(resolved.getNow())
                            : Optional.empty();
                    if (refusal.isPresent()) {
                        denied(refusal.get());
                    } else if (!done) {
                        approach(probe.route().proxy().get(), true);
                    }
                });
    }

    /** A site that sends elsewhere has answered; where it was to be looked at in the first place nothing is known of it. */
    private void denied(String refusal) {
        fail(
                requestChain.redirected() ? Reason.REDIRECT : Reason.DENIED,
                requestChain.redirected() ? "redirected to where " + refusal : refusal);
    }

    private void approach(URI next, boolean proxied) {
        probeClient
                .resolve(loop, probe.route().family(), RequestChain.host(next))
                .addListener((Future<InetAddress> resolved) -> {
                    if (done) {
                        return;
                    }
                    if (resolved.isSuccess() && !familiar(resolved.getNow())) {
                        fail(Reason.NAME, next.getHost() + " is no address of the declared family");
                    } else if (resolved.isSuccess()) {
                        connect(new InetSocketAddress(
                                resolved.getNow(), proxied ? next.getPort() : requestChain.port()));
                    } else {
                        fail(
                                proxied ? Reason.PROXY : Reason.NAME,
                                "no address for " + next.getHost() + ": " + Fault.words(resolved.cause()));
                    }
                });
    }

    /** An address that is written out is not asked for by family. */
    private boolean familiar(InetAddress address) {
        return switch (probe.route().family()) {
            case ANY -> true;
            case IPV4 -> address instanceof Inet4Address;
            case IPV6 -> address instanceof Inet6Address;
        };
    }

    private void connect(InetSocketAddress address) {
        enter(Phase.CONNECT);
        boolean tunnel = probe.route().proxy().isPresent() && requestChain.secure();
        Bootstrap bootstrap = probeClient
                .connections()
                .bootstrap(loop, new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        if (tunnel) {
                            HttpProxyHandler proxy = new HttpProxyHandler(address);
                            proxy.setConnectTimeoutMillis(0);
                            made.pipeline().addLast("proxy", proxy);
                        }
                    }
                })
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, probe.timeout().toMillis() + 1_000));
        SocketAddress to =
                tunnel ? InetSocketAddress.createUnresolved(requestChain.host(), requestChain.port()) : address;
        var connecting = bootstrap.connect(to);
        channel = connecting.channel();
        connecting.addListener(connected -> {
            if (done) {
                return;
            }
            if (connected.cause() instanceof OutboundRefused refused) {
                denied(refused.getMessage());
            } else if (!connected.isSuccess()) {
                boolean proxied =
                        probe.route().proxy().isPresent() || connected.cause() instanceof ProxyConnectException;
                fail(proxied ? Reason.PROXY : Reason.CONNECT, Fault.words(connected.cause()));
            } else if (tunnel) {
                // The connection stands when the proxy has agreed, not when the proxy is reached.
                channel.pipeline().get(HttpProxyHandler.class).connectFuture().addListener(agreed -> {
                    if (!done) {
                        if (agreed.isSuccess()) {
                            connected();
                        } else {
                            fail(Reason.PROXY, Fault.words(agreed.cause()));
                        }
                    }
                });
            } else {
                connected();
            }
        });
    }

    private void connected() {
        if (!requestChain.secure()) {
            send(probe.route().version() == Probe.Version.HTTP_2);
            return;
        }
        enter(Phase.TLS);
        SslHandler tls;
        try {
            SslContext context = probeClient.tls(probe.route());
            tls = context.newHandler(channel.alloc(), requestChain.host(), requestChain.port());
        } catch (IOException | RuntimeException unreadable) {
            fail(Reason.PREPARATION, "the own authorities cannot be used: " + Fault.words(unreadable));
            return;
        }
        SSLParameters parameters = tls.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.engine().setSSLParameters(parameters);
        tls.setHandshakeTimeoutMillis(0);
        channel.pipeline().addLast(tls, new Handshaking());
        tls.handshakeFuture().addListener(agreed -> {
            if (done) {
                return;
            }
            if (agreed.isSuccess()) {
                secured(tls);
            } else {
                fail(Certificates.untrusted(agreed.cause()));
            }
        });
    }

    private void secured(SslHandler tls) {
        try {
            certificateSeconds = Certificates.validity(
                    tls.engine().getSession().getPeerCertificates(),
                    probeClient.clock().instant());
        } catch (SSLPeerUnverifiedException none) {
            fail(Reason.TLS, "no certificate");
            return;
        }
        boolean two = probe.route().version() == Probe.Version.HTTP_2;
        if (two && !ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
            fail(Reason.PROTOCOL, "HTTP/2 is not offered");
        } else {
            send(two);
        }
    }

    // ---- request and answer

    private void send(boolean two) {
        enter(Phase.FIRST_BYTE);
        if (two) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addLast(Http2FrameCodecBuilder.forClient().build());
            pipeline.addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
            pipeline.addLast(new Broken());
            new Http2StreamChannelBootstrap(channel)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel stream) {
                            stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(false), new Answer());
                        }
                    })
                    .open()
                    .addListener((Future<Http2StreamChannel> opened) -> {
                        if (opened.isSuccess()) {
                            opened.getNow().writeAndFlush(request()).addListener(this::sent);
                        } else {
                            fail(Reason.PROTOCOL, Fault.words(opened.cause()));
                        }
                    });
        } else {
            channel.pipeline().addLast(new FirstByte(), new HttpClientCodec(), new Answer());
            channel.writeAndFlush(request()).addListener(this::sent);
        }
    }

    private void sent(Future<? super Void> written) {
        if (!written.isSuccess() && !done) {
            fail(Reason.RESET, Fault.words(written.cause()));
        }
    }

    private FullHttpRequest request() {
        return requestChain.request(probe.route().version(), probeClient.agent());
    }

    /** Notes when the answer begins, before anybody has made sense of it. */
    private final class FirstByte extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            answered();
            context.fireChannelRead(message);
        }
    }

    private void answered() {
        if (phase == Phase.FIRST_BYTE) {
            enter(Phase.BODY);
        }
    }

    /** What goes wrong in the handshake is told by its future. */
    private final class Handshaking extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (phase != Phase.TLS) {
                context.fireExceptionCaught(failure);
            }
        }
    }

    /** Where the connection under a stream breaks. */
    private final class Broken extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(Reason.RESET, "the connection ended before the answer did");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            broke(failure);
        }
    }

    private void broke(Throwable failure) {
        fail(
                failure instanceof IOException && !(failure instanceof SSLException) ? Reason.RESET : Reason.PROTOCOL,
                Fault.words(failure));
    }

    /** Reads the answer to its end. */
    private final class Answer extends ChannelInboundHandlerAdapter {

        private final Channel mine = channel;
        private HttpResponse head;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
        private long length;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (done || mine != channel) {
                    return;
                }
                answered();
                if (message instanceof io.netty.handler.codec.DecoderResultProvider decoded
                        && decoded.decoderResult().isFailure()) {
                    fail(Reason.PROTOCOL, Fault.words(decoded.decoderResult().cause()));
                    return;
                }
                if (message instanceof HttpResponse response
                        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                    head = response;
                    status = OptionalInt.of(response.status().code());
                }
                if (message instanceof HttpContent content && head != null) {
                    keep(content.content());
                    if (message instanceof LastHttpContent) {
                        complete(head, kept.toByteArray());
                    }
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void keep(ByteBuf bytes) {
            length += bytes.readableBytes();
            if (length > LONGEST_BODY) {
                fail(Reason.CONTENT, "a body of more than " + LONGEST_BODY + " bytes");
            } else if (probe.expected().looksAtBody() && kept.size() < KEPT) {
                byte[] piece = new byte[Math.min(bytes.readableBytes(), KEPT - kept.size())];
                bytes.readBytes(piece);
                kept.writeBytes(piece);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (mine == channel) {
                fail(Reason.RESET, "the connection ended before the answer did");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (mine == channel) {
                broke(failure);
            }
        }
    }

    private void complete(HttpResponse head, byte[] content) {
        int code = head.status().code();
        String location = head.headers().get(HttpHeaderNames.LOCATION);
        if (requestChain.leadsOn(code, location)) {
            requestChain.follow(code, location).ifPresentOrElse(this::fail, this::visitNext);
        } else {
            Assertions.judge(probe.expected(), code, content, certificateSeconds)
                    .ifPresentOrElse(this::fail, () -> end(Optional.empty()));
        }
    }

    private void visitNext() {
        Channel old = channel;
        channel = null;
        old.close();
        visit();
    }

    // ---- the end

    private void enter(Phase next) {
        long now = System.nanoTime();
        if (next != phase || next == Phase.RESOLVE) {
            close(now);
        }
        phase = next;
        phaseBegun = now;
    }

    private void close(long now) {
        phases.merge(phase, now - phaseBegun, Long::sum);
    }

    private void fail(Fault fault) {
        fail(fault.reason(), fault.detail());
    }

    private void fail(Reason reason, String detail) {
        String shortened = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
        end(Optional.of(new ProbeOutcome.Failure(reason, phase, shortened)));
    }

    private void end(Optional<ProbeOutcome.Failure> failure) {
        if (done) {
            return;
        }
        done = true;
        long now = System.nanoTime();
        close(now);
        Optional<ProbeOutcome.Failure> own =
                failure.isEmpty() || failure.get().reason() == Reason.TIMEOUT ? overloaded(now) : Optional.empty();
        deadline.cancel(false);
        if (channel != null) {
            channel.close();
        }
        found.complete(new ProbeOutcome(own.or(() -> failure), now - begun, phases, status, certificateSeconds));
    }

    /**
     * Whether the loop was so late in beginning or ending the look that its time says more of this machine than of the site.
     */
    private Optional<ProbeOutcome.Failure> overloaded(long now) {
        long timeout = probe.timeout().toNanos();
        long late = begun - asked + Math.max(0, now - begun - timeout);
        return late > Math.max(LATE_NANOS, timeout / 5)
                ? Optional.of(new ProbeOutcome.Failure(
                        Reason.OVERLOADED, phase, "looked " + late / 1_000_000 + " ms late: too much to do"))
                : Optional.empty();
    }
}
