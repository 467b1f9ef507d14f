package io.dabiao.check.http;

import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.Tls;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.EndOfTls;
import io.dabiao.outbound.OutboundRefused;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.ApplicationProtocolNames;
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
import java.security.cert.Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** One look under way. All of it happens on one event loop. */
final class ProbeExchange {

    /** A body without end would keep a loop busy until the timeout. */
    private static final long LONGEST_BODY = 64L << 20;

    /** As much lateness as a garbage collection may cause. */
    private static final long LATE_NANOS = 100_000_000L;

    /** A name may have hundreds of addresses; a browser tries the next one too where one does not answer. */
    private static final int MOST_ADDRESSES = 4;

    private final ProbeClient probeClient;
    private final Probe probe;
    private final WebSubject subject;
    private final EventLoop loop;
    private final CompletableFuture<ProbeOutcome> found;
    private final long asked;
    private final long begun = System.nanoTime();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    private final Deque<InetAddress> addresses = new ArrayDeque<>();
    private Phase phase = Phase.RESOLVE;
    private long phaseBegun = begun;
    private RequestChain requestChain;
    private OptionalInt status = OptionalInt.empty();
    private OptionalLong certificateSeconds = OptionalLong.empty();
    private Tls.Client tlsClient;
    private SSLEngine engine;
    private ScheduledFuture<?> deadline;
    private Channel channel;
    private boolean done;

    /** @param asked {@link System#nanoTime} at which the look was asked for */
    ProbeExchange(
            ProbeClient probeClient,
            Probe probe,
            WebSubject subject,
            EventLoop loop,
            long asked,
            CompletableFuture<ProbeOutcome> found) {
        this.probeClient = probeClient;
        this.probe = probe;
        this.subject = subject;
        this.loop = loop;
        this.asked = asked;
        this.found = found;
    }

    void begin() {
        deadline = loop.schedule(this::timedOut, probe.timeout().toNanos(), TimeUnit.NANOSECONDS);
        try {
            List<Map<String, String>> headers = new ArrayList<>();
            for (WebSubject.Step step : subject.steps()) {
                headers.add(texts(step.request()));
            }
            headers.add(texts(subject.request()));
            requestChain = new RequestChain(subject, headers);
        } catch (IOException missing) {
            fail(new Fault(
                    Reason.PREPARATION, Words.of(ProbeExchange.class, "declaredUnreadable", Fault.said(missing))));
            return;
        }
        visit();
    }

    private Map<String, String> texts(Probe.Request request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, Probe.Text> header : request.headers().entrySet()) {
            headers.put(header.getKey(), probeClient.text(header.getValue()));
        }
        return headers;
    }

    private void timedOut() {
        long millis = probe.timeout().toMillis();
        fail(new Fault(Reason.TIMEOUT, Words.of(ProbeExchange.class, "nothingMoreWithinMs", millis)));
    }

    // ---- the way to the site

    private void visit() {
        enter(Phase.RESOLVE);
        engine = null;
        Optional<URI> proxy = subject.route().proxy();
        if (proxy.isEmpty()) {
            approach(host(), false);
            return;
        }
        // The proxy asks for the name itself; what this machine knows of it is refused here nevertheless.
        probeClient
                .resolve(loop, subject.route().family(), requestChain.at().name())
                .addListener((Future<InetAddress> resolved) -> {
                    Optional<String> refusal = resolved.isSuccess()
                            ? probeClient.connections().refusal(resolved.getNow())
                            : Optional.empty();
                    if (refusal.isPresent()) {
                        denied(refusal.get());
                    } else if (!done) {
                        approach(proxy.get().getHost().replaceAll("[\\[\\]]", ""), true);
                    }
                });
    }

    /** The declared node stands in for the declared place, and for no other that it redirects to. */
    private Optional<Probe.Node> node() {
        return subject.route().connect().filter(node -> requestChain.atDeclared());
    }

    private String host() {
        return node().map(Probe.Node::host).orElseGet(() -> {
            String host = requestChain.at().host();
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        });
    }

    private int port() {
        return node().map(Probe.Node::port)
                .filter(port -> port > 0)
                .orElseGet(() -> requestChain.at().portUsed());
    }

    /** A site that sends elsewhere has answered; where it was to be looked at in the first place nothing is known of it. */
    private void denied(String refusal) {
        fail(
                requestChain.redirected()
                        ? new Fault(Reason.REDIRECT, Words.of(ProbeExchange.class, "redirectedToWhere", refusal))
                        : Fault.denied(refusal));
    }

    private void approach(String host, boolean proxied) {
        probeClient
                .resolveAll(loop, subject.route().family(), host)
                .addListener((Future<List<InetAddress>> resolved) -> {
                    if (done) {
                        return;
                    }
                    Reason reason = proxied ? Reason.PROXY : Reason.NAME;
                    if (!resolved.isSuccess()) {
                        fail(Fault.of(reason, Words.of(ProbeExchange.class, "noAddressFor", host), resolved.cause()));
                        return;
                    }
                    addresses.clear();
                    resolved.getNow().stream()
                            .filter(this::familiar)
                            .limit(MOST_ADDRESSES)
                            .forEach(addresses::add);
                    if (addresses.isEmpty()) {
                        fail(new Fault(Reason.NAME, Words.of(ProbeExchange.class, "isNoAddressOfTheDeclared", host)));
                    } else {
                        enter(Phase.CONNECT);
                        connect(proxied ? subject.route().proxy().get().getPort() : port());
                    }
                });
    }

    /** An address that is written out is not asked for by family. */
    private boolean familiar(InetAddress address) {
        return switch (subject.route().family()) {
            case ANY -> true;
            case IPV4 -> address instanceof Inet4Address;
            case IPV6 -> address instanceof Inet6Address;
        };
    }

    private void connect(int port) {
        InetSocketAddress address = new InetSocketAddress(addresses.remove(), port);
        boolean tunnel =
                subject.route().proxy().isPresent() && requestChain.at().secure();
        long left = probe.timeout().toMillis() - (System.nanoTime() - begun) / 1_000_000;
        long patience = addresses.isEmpty() ? left + 1_000 : Math.max(250, left / (addresses.size() + 1));
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
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, patience));
        SocketAddress to = tunnel
                ? InetSocketAddress.createUnresolved(
                        requestChain.at().host().replaceAll("[\\[\\]]", ""),
                        requestChain.at().portUsed())
                : address;
        ChannelFuture connecting = bootstrap.connect(to);
        channel = connecting.channel();
        connecting.addListener(connected -> {
            if (done) {
                return;
            }
            if (connected.cause() instanceof OutboundRefused refused) {
                denied(refused.getMessage());
            } else if (!connected.isSuccess() && !addresses.isEmpty()) {
                connect(port);
            } else if (!connected.isSuccess()) {
                unconnected(address, connected.cause());
            } else if (tunnel) {
                // The connection stands when the proxy has agreed, not when the proxy is reached.
                channel.pipeline().get(HttpProxyHandler.class).connectFuture().addListener(agreed -> {
                    if (!done) {
                        if (agreed.isSuccess()) {
                            connected();
                        } else {
                            unconnected(address, agreed.cause());
                        }
                    }
                });
            } else {
                connected();
            }
        });
    }

    private void unconnected(InetSocketAddress address, Throwable cause) {
        boolean proxied = subject.route().proxy().isPresent() || cause instanceof ProxyConnectException;
        String to = address.getAddress().getHostAddress() + ":" + address.getPort();
        fail(Fault.of(
                proxied ? Reason.PROXY : Reason.CONNECT,
                proxied
                        ? Words.of(ProbeExchange.class, "noConnectionThroughTheProxy")
                        : Words.of(ProbeExchange.class, "noConnectionTo", to),
                cause));
    }

    private void connected() {
        if (!requestChain.at().secure()) {
            send(subject.route().version() == Probe.Version.HTTP_2);
            return;
        }
        enter(Phase.TLS);
        SslHandler tls;
        String name = requestChain.at().name();
        try {
            tlsClient = probeClient.tls(subject.route());
            tls = probeClient
                    .context(tlsClient, subject.route().version())
                    .newHandler(channel.alloc(), name, requestChain.at().portUsed());
        } catch (IOException | RuntimeException unreadable) {
            // Whatever a key store of the operator's is refused with, it is that look's finding and not the end of
            // looking.
            fail(Fault.of(
                    Reason.PREPARATION, Words.of(ProbeExchange.class, "theOwnCertificatesCannotBeUsed"), unreadable));
            return;
        }
        engine = tls.engine();
        SSLParameters parameters = engine.getSSLParameters();
        Tls.prepare(parameters, name);
        engine.setSSLParameters(parameters);
        tls.setHandshakeTimeoutMillis(0);
        channel.pipeline().addLast(tls, EndOfTls.HANDLER, new Handshaking());
        tls.handshakeFuture().addListener(agreed -> {
            if (done) {
                return;
            }
            if (agreed.isSuccess()) {
                secured(tls, name);
            } else {
                fail(Tls.fault(agreed.cause(), tlsClient.asked(engine)));
            }
        });
    }

    private void secured(SslHandler tls, String name) {
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            certificateSeconds =
                    Tls.validity(chain, tlsClient, probeClient.clock().instant());
            Optional<Fault> misnamed = Tls.misnamed(chain, name);
            if (misnamed.isPresent()) {
                fail(misnamed.get());
                return;
            }
        } catch (SSLPeerUnverifiedException none) {
            fail(new Fault(Reason.TLS, Words.of(ProbeExchange.class, "noCertificate")));
            return;
        }
        boolean two = subject.route().version() == Probe.Version.HTTP_2;
        if (two && !ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
            fail(new Fault(Reason.PROTOCOL, Words.of(ProbeExchange.class, "http2IsNotOffered")));
        } else {
            send(two);
        }
    }

    // ---- request and answer

    private void send(boolean two) {
        enter(Phase.FIRST_BYTE);
        FullHttpRequest request = requestChain.request(subject.route().version(), probeClient.agent());
        if (two) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addLast(Http2FrameCodecBuilder.forClient()
                    .validateHeaders(false)
                    .initialSettings(Http2Settings.defaultSettings().maxHeaderListSize(256 << 10))
                    .build());
            pipeline.addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
            pipeline.addLast(new Broken());
            new Http2StreamChannelBootstrap(channel)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel stream) {
                            stream.pipeline()
                                    .addLast(
                                            new Http2StreamFrameToHttpObjectCodec(false, false),
                                            new SecondVersion(new Exchange()));
                        }
                    })
                    .open()
                    .addListener((Future<Http2StreamChannel> opened) -> {
                        if (opened.isSuccess()) {
                            opened.getNow().writeAndFlush(request).addListener(this::sent);
                        } else {
                            ReferenceCountUtil.release(request);
                            fail(Fault.of(
                                    Reason.PROTOCOL,
                                    Words.of(ProbeExchange.class, "noExchangeOfHttp2"),
                                    opened.cause()));
                        }
                    });
        } else {
            channel.pipeline()
                    .addLast(
                            new HttpRequestEncoder(),
                            new FirstVersion(
                                    new Exchange(), requestChain.method().equals(HttpMethod.HEAD)));
            channel.writeAndFlush(request).addListener(this::sent);
        }
    }

    /** What could not be written may have been answered all the same, as by a server that refuses a body. */
    private void sent(Future<? super Void> written) {
        if (!written.isSuccess() && !done && !(written.cause() instanceof IOException)) {
            fail(Fault.of(
                    Reason.PROTOCOL, Words.of(ProbeExchange.class, "theRequestCouldNotBeWritten"), written.cause()));
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
            broke(new IOException("it was closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            broke(failure);
        }
    }

    private void broke(Throwable wrapped) {
        Throwable failure =
                wrapped instanceof DecoderException && wrapped.getCause() != null ? wrapped.getCause() : wrapped;
        boolean wanted = phase == Phase.FIRST_BYTE
                && engine != null
                && tlsClient.asked(engine) != Tls.Asked.NO
                && (Tls.alerted(failure) || failure instanceof IOException);
        if (wanted) {
            // TLS 1.3 says so when the handshake is over for this side.
            enter(Phase.TLS);
            fail(Tls.fault(failure, tlsClient.asked(engine)));
        } else if (failure instanceof IOException && !(failure instanceof SSLException)) {
            fail(Fault.of(Reason.RESET, Words.of(ProbeExchange.class, "theConnectionBroke"), failure));
        } else {
            fail(Fault.of(Reason.PROTOCOL, Words.of(ProbeExchange.class, "theAnswerCannotBeRead"), failure));
        }
    }

    /** One request and its answer; those before it are over. */
    private final class Exchange implements AnswerReader.Listener {

        private final Channel mine = channel;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
        private Answer.Head head;
        private long length;

        boolean over() {
            return done || mine != channel;
        }

        @Override
        public void head(Answer.Head came) {
            head = came;
            status = OptionalInt.of(came.status());
            // Where an answer leads elsewhere its body says nothing: whether it is whole is no matter.
            if (requestChain.leadsOn(came)) {
                ended();
            }
        }

        @Override
        public void content(ByteBuf bytes) {
            if (over()) {
                return;
            }
            length += bytes.readableBytes();
            if (length > LONGEST_BODY) {
                fail(new Fault(Reason.CONTENT, Words.of(ProbeExchange.class, "aBodyOfMoreThanBytes", LONGEST_BODY)));
            } else if (requestChain.expected().looksAtBody() && kept.size() < Answer.LOOKED_AT) {
                byte[] piece = new byte[Math.min(bytes.readableBytes(), Answer.LOOKED_AT - kept.size())];
                bytes.readBytes(piece);
                kept.writeBytes(piece);
            }
        }

        @Override
        public void ended() {
            if (!over()) {
                complete(new Answer(head, kept.toByteArray(), length));
            }
        }

        @Override
        public void broken(Fault fault) {
            if (!over()) {
                if (fault.reason() == Reason.RESET && head == null) {
                    broke(new IOException("it was closed before the answer came"));
                } else {
                    fail(fault);
                }
            }
        }

        void broke(Throwable failure) {
            if (!over()) {
                ProbeExchange.this.broke(failure);
            }
        }
    }

    /** Reads HTTP/1 to its end. */
    private final class FirstVersion extends ChannelInboundHandlerAdapter {

        private final Exchange exchange;
        private final AnswerReader reader;

        FirstVersion(Exchange exchange, boolean bodyless) {
            this.exchange = exchange;
            this.reader = new AnswerReader(bodyless, exchange);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (!exchange.over() && message instanceof ByteBuf bytes) {
                    answered();
                    reader.read(bytes);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!exchange.over()) {
                reader.closed();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            exchange.broke(failure);
        }
    }

    /** Reads HTTP/2 to its end. */
    private final class SecondVersion extends ChannelInboundHandlerAdapter {

        private final Exchange exchange;

        SecondVersion(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (exchange.over()) {
                    return;
                }
                answered();
                if (message instanceof DecoderResultProvider decoded
                        && decoded.decoderResult().isFailure()) {
                    exchange.broke(decoded.decoderResult().cause());
                    return;
                }
                if (message instanceof HttpResponse response
                        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                    exchange.head(new Answer.Head(
                            response.status().code(),
                            response.headers().entries().stream()
                                    .map(header -> new Answer.Header(header.getKey(), header.getValue()))
                                    .toList()));
                }
                if (message instanceof HttpContent content && exchange.head != null) {
                    exchange.content(content.content());
                    if (message instanceof LastHttpContent) {
                        exchange.ended();
                    }
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            exchange.broken(new Fault(Reason.RESET, Fault.CLOSED_EARLY));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            exchange.broke(failure);
        }
    }

    private void complete(Answer answer) {
        requestChain.answered(answer.head(), probeClient.clock().instant());
        if (requestChain.leadsOn(answer.head())) {
            requestChain.follow(answer.head()).ifPresentOrElse(this::fail, this::visitNext);
            return;
        }
        Optional<Fault> unlike = Assertions.judge(
                requestChain.expected(),
                answer,
                certificateSeconds,
                probeClient.clock().instant());
        if (unlike.isPresent()) {
            fail(wanting(unlike.get()));
        } else if (requestChain.last()) {
            end(Optional.empty());
        } else {
            requestChain.nextStep();
            visitNext();
        }
    }

    /** Some servers ask for a certificate in the handshake and say in a page that it is missing. */
    private Fault wanting(Fault unlike) {
        boolean missing = unlike.reason() == Reason.STATUS
                && engine != null
                && tlsClient.asked(engine) == Tls.Asked.AND_NOT_SHOWN;
        return missing
                ? new Fault(
                        Reason.STATUS,
                        Words.joined(
                                Words.of(Words.class, "semicolon"),
                                List.of(unlike.words(), Tls.needed().words())))
                : unlike;
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
        Words words =
                requestChain == null ? fault.words() : requestChain.stepWords().then(fault.words());
        end(Optional.of(new ProbeOutcome.Failure(fault.reason(), phase, words)));
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
                        Reason.OVERLOADED,
                        phase,
                        Words.of(ProbeExchange.class, "lookedMsLateTooMuchTo", late / 1_000_000)))
                : Optional.empty();
    }
}
