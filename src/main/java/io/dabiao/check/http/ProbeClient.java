package io.dabiao.check.http;

import io.dabiao.core.Probe;
import io.dabiao.outbound.Connections;
import io.dabiao.outbound.OutboundPolicy;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Looks at sites, thousands at a time, on a few event loops. Each look makes a connection of its own and asks for the name
 * anew, as a first visitor's browser does.
 *
 * <p>Safe for use by several threads. Nothing here blocks but the reading of a secret's or an authority's file.
 */
public final class ProbeClient implements AutoCloseable {

    private final NioEventLoopGroup loops;
    private final Clock clock;
    private final Secrets secrets;
    private final String agent;
    private final Connections connections;
    private final Map<Trust, SslContext> contexts = new ConcurrentHashMap<>();

    /** @param changed the last change of the authorities' file: a renewed one is read again */
    private record Trust(Optional<Path> authorities, long changed, Probe.Version version) {}

    /**
     * @param clock for the validity of certificates
     * @param policy which addresses may be looked at
     * @param agent the {@code User-Agent} where a probe declares none
     */
    public ProbeClient(int threads, Clock clock, Secrets secrets, OutboundPolicy policy, String agent) {
        this.loops = new NioEventLoopGroup(threads, new DefaultThreadFactory("dabiao-probe", true));
        this.clock = clock;
        this.secrets = secrets;
        this.connections = new Connections(policy);
        this.agent = agent;
    }

    /** The loops that looks run on, for timers beside them. */
    public EventLoopGroup loops() {
        return loops;
    }

    /** One look; what goes wrong with it is part of what it finds. */
    public CompletionStage<ProbeOutcome> look(Probe probe) {
        CompletableFuture<ProbeOutcome> found = new CompletableFuture<>();
        EventLoop loop = loops.next();
        long asked = System.nanoTime();
        loop.execute(() -> new ProbeExchange(this, probe, loop, asked, found).begin());
        return found;
    }

    /** The address of a name, or of an address written out. */
    public Future<InetAddress> resolve(EventLoop loop, Probe.Family family, String host) {
        return connections.resolve(
                loop,
                switch (family) {
                    case ANY -> ResolvedAddressTypes.IPV4_PREFERRED;
                    case IPV4 -> ResolvedAddressTypes.IPV4_ONLY;
                    case IPV6 -> ResolvedAddressTypes.IPV6_ONLY;
                },
                host);
    }

    /** By which every connection is made. */
    public Connections connections() {
        return connections;
    }

    Clock clock() {
        return clock;
    }

    String agent() {
        return agent;
    }

    /** @throws IOException where the own authorities cannot be read */
    SslContext tls(Probe.Route route) throws IOException {
        Optional<Path> authorities = Optional.empty();
        if (route.authorities().isPresent()) {
            authorities = Optional.of(secrets.file(route.authorities().get()));
        }
        long changed = authorities.isEmpty()
                ? 0
                : Files.getLastModifiedTime(authorities.get()).toMillis();
        Trust trust = new Trust(authorities, changed, route.version());
        SslContext known = contexts.get(trust);
        if (known == null) {
            known = made(trust);
            contexts.put(trust, known);
        }
        return known;
    }

    private static SslContext made(Trust trust) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        trust.authorities().map(Path::toFile).ifPresent(builder::trustManager);
        if (trust.version() == Probe.Version.HTTP_2) {
            builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1));
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException unreadable) {
            throw new IOException(
                    "no PEM certificates in "
                            + trust.authorities().map(Path::toString).orElse(""),
                    unreadable);
        }
    }

    /** @throws IOException where a secret is not where it should be */
    String text(Probe.Text text) throws IOException {
        return secrets.text(text);
    }

    /** Ends what is under way; it fails like a broken connection. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
