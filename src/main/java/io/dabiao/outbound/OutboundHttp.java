package io.dabiao.outbound;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Sends requests over HTTP/1.1, each on a connection of its own, and reads answers up to a size. A proxy that Java was started
 * with ({@code http.proxyHost}, {@code https.proxyHost}) is used. Safe for use by several threads; no caller's thread waits.
 */
public final class OutboundHttp implements AutoCloseable {

    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);
    /** Told to the host that was asked for, and to no other that it sends to. */
    private static final Set<String> CONFIDENTIAL = Set.of("authorization", "cookie", "proxy-authorization");

    private final Connections connections;
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("dabiao-outbound", true));
    private volatile SslContext tls;

    public OutboundHttp(OutboundPolicy policy) {
        this.connections = new Connections(policy);
    }

    /**
     * What is asked.
     *
     * @param uri http or https, with a host
     * @param body null for none
     * @param longest from now to the last byte of the answer
     * @param most bytes of the answer's body that are read; the rest is not waited for
     * @param redirects how many are followed: of GET alone, and never from https to http
     */
    public record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Duration longest,
            int most,
            int redirects) {}

    /**
     * What came.
     *
     * @param at where it came from, after redirects
     * @param headers by name in lower case; of repeated ones the first
     * @param whole false where the body is longer than what was read of it
     */
    public record Answer(URI at, int status, Map<String, String> headers, byte[] body, boolean whole) {}

    /**
     * Sends a request. What is returned completes within {@code longest}: exceptionally with an {@link IOException} that says
     * why, with {@link OutboundRefused} where the address is not contacted, or with a {@link TimeoutException}. Where it is
     * cancelled the connection ends.
     */
    public CompletableFuture<Answer> send(Request request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        EventLoop loop = loops.next();
        loop.execute(() -> new Exchange(request, loop, answer).begin());
        return answer;
    }

    private SslContext tls() throws SSLException {
        SslContext known = tls;
        if (known == null) {
            known = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
            tls = known;
        }
        return known;
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** One request under way, on its event loop. */
    private final class Exchange {

        private final Request request;
        private final EventLoop loop;
        private final CompletableFuture<Answer> answer;
        private final Map<String, String> headers;
        private URI at;
        private int followed;
        private Channel channel;

        Exchange(Request request, EventLoop loop, CompletableFuture<Answer> answer) {
            this.request = request;
            this.loop = loop;
            this.answer = answer;
            this.headers = new LinkedHashMap<>(request.headers());
            this.at = request.uri();
        }

        void begin() {
            ScheduledFuture<?> deadline = loop.schedule(
                    () -> fail(new TimeoutException(
                            "no whole answer within " + request.longest().toMillis() + " ms")),
                    request.longest().toMillis(),
                    TimeUnit.MILLISECONDS);
            answer.whenComplete((any, failure) -> {
                deadline.cancel(false);
                loop.execute(this::close);
            });
            visit();
        }

        private void close() {
            if (channel != null) {
                channel.close();
            }
        }

        private void fail(Throwable why) {
            answer.completeExceptionally(why);
        }

        private boolean secure() {
            return at.getScheme().equalsIgnoreCase("https");
        }

        private String host() {
            String host = at.getHost();
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }

        private int port() {
            return at.getPort() >= 0 ? at.getPort() : secure() ? 443 : 80;
        }

        private void visit() {
            Optional<InetSocketAddress> proxy = proxy();
            resolve(host()).addListener((Future<InetAddress> resolved) -> {
                Optional<String> refusal =
                        resolved.isSuccess() ? connections.refusal(resolved.getNow()) : Optional.empty();
                if (refusal.isPresent()) {
                    // Behind a proxy too, which may know other addresses of the name: then it is the proxy that
                    // decides.
                    fail(new OutboundRefused(refusal.get()));
                } else if (proxy.isPresent()) {
                    resolve(proxy.get().getHostString()).addListener((Future<InetAddress> found) -> {
                        if (found.isSuccess()) {
                            connect(
                                    new InetSocketAddress(
                                            found.getNow(), proxy.get().getPort()),
                                    true);
                        } else {
                            fail(noAddress(proxy.get().getHostString()));
                        }
                    });
                } else if (resolved.isSuccess()) {
                    connect(new InetSocketAddress(resolved.getNow(), port()), false);
                } else {
                    fail(noAddress(host()));
                }
            });
        }

        private Future<InetAddress> resolve(String host) {
            return connections.resolve(loop, ResolvedAddressTypes.IPV4_PREFERRED, host);
        }

        private IOException noAddress(String host) {
            return new IOException("no address for " + host);
        }

        private Optional<InetSocketAddress> proxy() {
            ProxySelector selector = ProxySelector.getDefault();
            List<Proxy> proxies = selector == null ? List.of() : selector.select(at);
            return proxies.stream()
                    .filter(one -> one.type() == Proxy.Type.HTTP)
                    .map(one -> (InetSocketAddress) one.address())
                    .findFirst();
        }

        private void connect(InetSocketAddress address, boolean proxied) {
            boolean tunnel = proxied && secure();
            Bootstrap bootstrap = connections
                    .bootstrap(loop, new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel made) {
                            if (tunnel) {
                                made.pipeline().addLast(new HttpProxyHandler(address));
                            }
                        }
                    })
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            Math.min(Integer.MAX_VALUE, request.longest().toMillis()));
            SocketAddress to = tunnel ? InetSocketAddress.createUnresolved(host(), port()) : address;
            ChannelFuture connecting = bootstrap.connect(to);
            channel = connecting.channel();
            connecting.addListener(connected -> {
                if (!connected.isSuccess()) {
                    fail(connected.cause());
                } else if (tunnel) {
                    channel.pipeline()
                            .get(HttpProxyHandler.class)
                            .connectFuture()
                            .addListener(agreed -> {
                                if (agreed.isSuccess()) {
                                    connected(false);
                                } else {
                                    fail(agreed.cause());
                                }
                            });
                } else {
                    connected(proxied);
                }
            });
        }

        private void connected(boolean absolute) throws SSLException {
            if (answer.isDone()) {
                close();
                return;
            }
            if (secure()) {
                SslHandler handler = tls().newHandler(channel.alloc(), host(), port());
                SSLParameters parameters = handler.engine().getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                handler.engine().setSSLParameters(parameters);
                handler.setHandshakeTimeoutMillis(request.longest().toMillis());
                channel.pipeline().addLast(handler, EndOfTls.HANDLER);
            }
            channel.pipeline().addLast(new HttpClientCodec(), new Reading());
            channel.writeAndFlush(message(absolute)).addListener(written -> {
                if (!written.isSuccess()) {
                    fail(written.cause());
                }
            });
        }

        private FullHttpRequest message(boolean absolute) {
            String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
            String target = at.getRawQuery() == null ? path : path + "?" + at.getRawQuery();
            String host = at.getPort() < 0 ? at.getHost() : at.getHost() + ":" + at.getPort();
            ByteBuf content = request.body() == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(request.body());
            FullHttpRequest message = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1,
                    HttpMethod.valueOf(request.method()),
                    absolute ? "http://" + host + target : target,
                    content);
            message.headers()
                    .set(HttpHeaderNames.HOST, host)
                    .set(HttpHeaderNames.USER_AGENT, "dabiao")
                    .set(HttpHeaderNames.ACCEPT, "*/*");
            headers.forEach((name, value) -> message.headers().set(name, value));
            message.headers().set(HttpHeaderNames.CONNECTION, "close");
            if (request.body() != null) {
                message.headers().set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
            }
            return message;
        }

        private void complete(HttpResponse head, byte[] body, boolean whole) {
            int status = head.status().code();
            String location = head.headers().get(HttpHeaderNames.LOCATION);
            if (followed < request.redirects()
                    && location != null
                    && REDIRECTIONS.contains(status)
                    && request.method().equals("GET")) {
                follow(location);
                return;
            }
            answer.complete(new Answer(at, status, first(head.headers()), body, whole));
        }

        private void follow(String location) {
            followed++;
            URI next;
            try {
                next = at.resolve(location);
            } catch (IllegalArgumentException none) {
                fail(new IOException("redirected to what is no address"));
                return;
            }
            String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
            if (next.getHost() == null || !(scheme.equals("https") || scheme.equals("http") && !secure())) {
                fail(new IOException("redirected from " + at.getAuthority() + " to what is not followed"));
                return;
            }
            if (!next.getHost().equalsIgnoreCase(at.getHost())) {
                headers.keySet().removeIf(name -> CONFIDENTIAL.contains(name.toLowerCase(Locale.ROOT)));
            }
            Channel old = channel;
            channel = null;
            at = next;
            old.close();
            visit();
        }

        private Map<String, String> first(HttpHeaders headers) {
            Map<String, String> first = new LinkedHashMap<>();
            headers.forEach(entry -> first.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
            return first;
        }

        /** Reads the answer to its end, or as far as it is wanted. */
        private final class Reading extends ChannelInboundHandlerAdapter {

            private final Channel mine = channel;
            private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
            private HttpResponse head;
            private boolean over;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                try {
                    if (!over) {
                        read(message);
                    }
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }

            private void read(Object message) {
                if (message instanceof DecoderResultProvider decoded
                        && decoded.decoderResult().isFailure()) {
                    over = true;
                    fail(new IOException("the answer is no HTTP"));
                    return;
                }
                if (message instanceof HttpResponse response
                        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                    head = response;
                }
                if (message instanceof HttpContent content && head != null) {
                    ByteBuf bytes = content.content();
                    boolean fits = bytes.readableBytes() <= request.most() - kept.size();
                    byte[] piece = new byte[fits ? bytes.readableBytes() : request.most() - kept.size()];
                    bytes.readBytes(piece);
                    kept.writeBytes(piece);
                    if (!fits || message instanceof LastHttpContent) {
                        over = true;
                        complete(head, kept.toByteArray(), fits);
                    }
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                if (mine == channel) {
                    fail(new IOException("the connection ended before the answer did"));
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
                if (mine == channel) {
                    fail(failure.getCause() instanceof SSLException refused ? refused : failure);
                }
            }
        }
    }
}
