package io.dabiao.check.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.core.Probe;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
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
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** One look under way. All of it happens on one event loop. */
final class Looking {

    private static final int MOST_REDIRECTIONS = 10;
    /** What of a body is searched; beyond it the body is read to its end all the same, but not kept. */
    private static final int KEPT = 1 << 20;
    /** A body without end would keep a loop busy until the timeout. */
    private static final long LONGEST_BODY = 64L << 20;

    /** As much lateness as a garbage collection may cause. */
    private static final long LATE_NANOS = 100_000_000L;

    private static final int LONGEST_DETAIL = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Eyes eyes;
    private final Probe probe;
    private final EventLoop loop;
    private final CompletableFuture<Look> found;
    private final long asked;
    private final long begun = System.nanoTime();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    private final Set<String> visited = new HashSet<>();
    private Phase phase = Phase.RESOLVE;
    private long phaseBegun = begun;
    private Map<String, String> headers = Map.of();
    private URI at;
    private HttpMethod method;
    private Optional<String> body;
    private OptionalInt status = OptionalInt.empty();
    private OptionalLong certificateSeconds = OptionalLong.empty();
    private ScheduledFuture<?> deadline;
    private Channel channel;
    private boolean done;

    /** @param asked {@link System#nanoTime} at which the look was asked for */
    Looking(Eyes eyes, Probe probe, EventLoop loop, long asked, CompletableFuture<Look> found) {
        this.eyes = eyes;
        this.probe = probe;
        this.loop = loop;
        this.asked = asked;
        this.found = found;
    }

    void begin() {
        deadline = loop.schedule(this::timedOut, probe.timeout().toNanos(), TimeUnit.NANOSECONDS);
        at = probe.url();
        method = HttpMethod.valueOf(probe.request().method());
        body = probe.request().body();
        try {
            headers = new LinkedHashMap<>();
            for (Map.Entry<String, Probe.Text> header :
                    probe.request().headers().entrySet()) {
                headers.put(header.getKey(), eyes.text(header.getValue()));
            }
        } catch (IOException missing) {
            fail(Reason.PREPARATION, words(missing));
            return;
        }
        visit();
    }

    private void timedOut() {
        fail(Reason.TIMEOUT, "nothing more within " + probe.timeout().toMillis() + " ms");
    }

    // ---- the way to the site

    private boolean secure() {
        return at.getScheme().equalsIgnoreCase("https");
    }

    private int port() {
        return at.getPort() >= 0 ? at.getPort() : secure() ? 443 : 80;
    }

    /** Without the brackets of an IPv6 address. */
    private static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private void visit() {
        visited.add(method + " " + at);
        enter(Phase.RESOLVE);
        URI next = probe.route().proxy().orElse(at);
        eyes.resolve(loop, probe.route().family(), host(next)).addListener((Future<InetAddress> resolved) -> {
            if (done) {
                return;
            }
            if (resolved.isSuccess() && !familiar(resolved.getNow())) {
                fail(Reason.NAME, next.getHost() + " is no address of the declared family");
            } else if (resolved.isSuccess()) {
                connect(new InetSocketAddress(resolved.getNow(), next == at ? port() : next.getPort()));
            } else {
                fail(
                        next == at ? Reason.NAME : Reason.PROXY,
                        "no address for " + next.getHost() + ": " + words(resolved.cause()));
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
        boolean tunnel = probe.route().proxy().isPresent() && secure();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, probe.timeout().toMillis() + 1_000))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        if (tunnel) {
                            HttpProxyHandler proxy = new HttpProxyHandler(address);
                            proxy.setConnectTimeoutMillis(0);
                            made.pipeline().addLast("proxy", proxy);
                        }
                    }
                });
        SocketAddress to = tunnel ? InetSocketAddress.createUnresolved(host(at), port()) : address;
        var connecting = bootstrap.connect(to);
        channel = connecting.channel();
        connecting.addListener(connected -> {
            if (done) {
                return;
            }
            if (!connected.isSuccess()) {
                boolean proxied =
                        probe.route().proxy().isPresent() || connected.cause() instanceof ProxyConnectException;
                fail(proxied ? Reason.PROXY : Reason.CONNECT, words(connected.cause()));
            } else if (tunnel) {
                // The connection stands when the proxy has agreed, not when the proxy is reached.
                channel.pipeline().get(HttpProxyHandler.class).connectFuture().addListener(agreed -> {
                    if (!done) {
                        if (agreed.isSuccess()) {
                            connected();
                        } else {
                            fail(Reason.PROXY, words(agreed.cause()));
                        }
                    }
                });
            } else {
                connected();
            }
        });
    }

    private void connected() {
        if (!secure()) {
            send(probe.route().version() == Probe.Version.HTTP_2);
            return;
        }
        enter(Phase.TLS);
        SslHandler tls;
        try {
            SslContext context = eyes.tls(probe.route());
            tls = context.newHandler(channel.alloc(), host(at), port());
        } catch (IOException | RuntimeException unreadable) {
            fail(Reason.PREPARATION, "the own authorities cannot be used: " + words(unreadable));
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
                untrusted(agreed.cause());
            }
        });
    }

    private void secured(SslHandler tls) {
        try {
            certificateSeconds = validity(tls.engine().getSession().getPeerCertificates());
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

    /** Of the chain's certificate that ends first. */
    private OptionalLong validity(Certificate[] chain) {
        OptionalLong shortest = OptionalLong.empty();
        for (Certificate certificate : chain) {
            if (certificate instanceof X509Certificate x509) {
                long left = Duration.between(
                                eyes.clock().instant(), x509.getNotAfter().toInstant())
                        .toSeconds();
                shortest = OptionalLong.of(Math.min(shortest.orElse(Long.MAX_VALUE), left));
            }
        }
        return shortest;
    }

    private void untrusted(Throwable failure) {
        Reason reason = Reason.TLS;
        Throwable told = failure;
        boolean broken = true;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            broken &= !(cause instanceof SSLException);
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                reason = Reason.CERTIFICATE_EXPIRED;
                told = cause;
                break;
            }
            if (cause instanceof CertPathBuilderException) {
                reason = Reason.CERTIFICATE_UNTRUSTED;
                told = cause;
            } else if (cause instanceof CertificateException && reason == Reason.TLS) {
                told = cause;
                String words = String.valueOf(cause.getMessage());
                reason = words.startsWith("No subject alternative") || words.startsWith("No name matching")
                        ? Reason.CERTIFICATE_NAME
                        : Reason.CERTIFICATE_UNTRUSTED;
            }
        }
        fail(broken && reason == Reason.TLS ? Reason.RESET : reason, words(told));
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
                            opened.getNow().writeAndFlush(request(true)).addListener(this::sent);
                        } else {
                            fail(Reason.PROTOCOL, words(opened.cause()));
                        }
                    });
        } else {
            channel.pipeline().addLast(new FirstByte(), new HttpClientCodec(), new Answer());
            channel.writeAndFlush(request(false)).addListener(this::sent);
        }
    }

    private void sent(Future<? super Void> written) {
        if (!written.isSuccess() && !done) {
            fail(Reason.RESET, words(written.cause()));
        }
    }

    private FullHttpRequest request(boolean two) {
        boolean throughProxy = probe.route().proxy().isPresent() && !secure();
        String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
        String target = at.getRawQuery() == null ? path : path + "?" + at.getRawQuery();
        String host = at.getPort() < 0 ? at.getHost() : at.getHost() + ":" + at.getPort();
        ByteBuf content = body.map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                .orElse(Unpooled.EMPTY_BUFFER);
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, method, throughProxy ? "http://" + host + target : target, content);
        request.headers().set(HttpHeaderNames.HOST, host);
        request.headers().set(HttpHeaderNames.USER_AGENT, eyes.agent());
        request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
        headers.forEach((name, text) -> request.headers().set(name, text));
        if (body.isPresent()) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        }
        if (two) {
            request.headers().set(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text(), at.getScheme());
        } else {
            request.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        return request;
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
                words(failure));
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
                    fail(Reason.PROTOCOL, words(decoded.decoderResult().cause()));
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

    // ---- judging

    private void complete(HttpResponse head, byte[] content) {
        int code = head.status().code();
        String location = head.headers().get(HttpHeaderNames.LOCATION);
        boolean redirection =
                location != null && Set.of(301, 302, 303, 307, 308).contains(code);
        if (redirection && probe.route().redirects() != Probe.Redirects.NONE) {
            redirect(code, location);
            return;
        }
        if (!probe.expected().takes(code)) {
            fail(Reason.STATUS, "status " + code);
            return;
        }
        Optional<String> unlike = unlike(content);
        if (unlike.isPresent()) {
            fail(Reason.CONTENT, unlike.get());
            return;
        }
        Optional<Duration> validity = probe.expected().certificate();
        if (validity.isPresent()
                && certificateSeconds.orElse(Long.MAX_VALUE) < validity.get().toSeconds()) {
            fail(
                    Reason.CERTIFICATE_EXPIRING,
                    "the certificate ends in " + certificateSeconds.getAsLong() / 86_400 + " days");
            return;
        }
        end(Optional.empty());
    }

    private Optional<String> unlike(byte[] content) {
        Probe.Expected expected = probe.expected();
        if (!expected.looksAtBody()) {
            return Optional.empty();
        }
        String text = new String(content, StandardCharsets.UTF_8);
        if (expected.contains().isPresent()
                && !text.contains(expected.contains().get())) {
            return Optional.of(
                    "the body does not contain '" + expected.contains().get() + "'");
        }
        if (expected.json().isEmpty()) {
            return Optional.empty();
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException none) {
            return Optional.of("the body is no JSON");
        }
        for (Map.Entry<String, String> wanted : expected.json().entrySet()) {
            JsonNode value = root.at(wanted.getKey());
            if (!value.isValueNode() || !value.asText().equals(wanted.getValue())) {
                String there = value.isMissingNode() ? "nothing" : "'" + value + "'";
                return Optional.of(wanted.getKey() + " is " + there + ", not '" + wanted.getValue() + "'");
            }
        }
        return Optional.empty();
    }

    private void redirect(int code, String location) {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException none) {
            fail(Reason.REDIRECT, "redirected to what is no address: " + location);
            return;
        }
        String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
        if (next.getHost() == null || !Set.of("http", "https").contains(scheme)) {
            fail(Reason.REDIRECT, "redirected to what is no site: " + location);
            return;
        }
        boolean sameHost = next.getHost().equalsIgnoreCase(at.getHost());
        if (!sameHost && probe.route().redirects() == Probe.Redirects.SAME_HOST) {
            fail(Reason.REDIRECT, "redirected away to " + next.getHost());
            return;
        }
        if (code == 303 || code != 307 && code != 308 && method.equals(HttpMethod.POST)) {
            method = method.equals(HttpMethod.HEAD) ? method : HttpMethod.GET;
            body = Optional.empty();
        }
        if (visited.contains(method + " " + next)) {
            fail(Reason.REDIRECT, "redirected in a loop to " + next);
            return;
        }
        if (visited.size() > MOST_REDIRECTIONS) {
            fail(Reason.REDIRECT, "redirected more than " + MOST_REDIRECTIONS + " times");
            return;
        }
        if (!sameHost || !scheme.equals(at.getScheme().toLowerCase(Locale.ROOT)) || next.getPort() != at.getPort()) {
            headers.keySet().removeIf(this::secret);
        }
        Channel old = channel;
        channel = null;
        old.close();
        at = next;
        visit();
    }

    /** What was meant for the declared site is told to no other. */
    private boolean secret(String header) {
        return !(probe.request().headers().get(header) instanceof Probe.Text.Plain)
                || Set.of("authorization", "cookie").contains(header.toLowerCase(Locale.ROOT));
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

    private void fail(Reason reason, String detail) {
        String shortened = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
        end(Optional.of(new Look.Failure(reason, phase, shortened)));
    }

    private void end(Optional<Look.Failure> failure) {
        if (done) {
            return;
        }
        done = true;
        long now = System.nanoTime();
        close(now);
        Optional<Look.Failure> own =
                failure.isEmpty() || failure.get().reason() == Reason.TIMEOUT ? overloaded(now) : Optional.empty();
        deadline.cancel(false);
        if (channel != null) {
            channel.close();
        }
        found.complete(new Look(own.or(() -> failure), now - begun, phases, status, certificateSeconds));
    }

    /**
     * Whether the loop was so late in beginning or ending the look that its time says more of this machine than of the site.
     */
    private Optional<Look.Failure> overloaded(long now) {
        long timeout = probe.timeout().toNanos();
        long late = begun - asked + Math.max(0, now - begun - timeout);
        return late > Math.max(LATE_NANOS, timeout / 5)
                ? Optional.of(new Look.Failure(
                        Reason.OVERLOADED, phase, "looked " + late / 1_000_000 + " ms late: too much to do"))
                : Optional.empty();
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }
}
