package io.dabiao.check.http;

import io.dabiao.core.Probe;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.File;
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
import java.util.function.UnaryOperator;

/**
 * Looks at sites, thousands at a time, on a few event loops. Each look makes a connection of its own and asks for the name
 * anew, as a first visitor's browser does.
 *
 * <p>Safe for use by several threads. Nothing here blocks but the reading of a secret's or an authority's file.
 */
public final class Eyes implements AutoCloseable {

    private final NioEventLoopGroup loops;
    private final Clock clock;
    private final UnaryOperator<String> environment;
    private final String agent;
    private final Map<Resolving, DnsNameResolver> resolvers = new ConcurrentHashMap<>();
    private final Map<Trust, SslContext> contexts = new ConcurrentHashMap<>();

    private record Resolving(EventLoop loop, Probe.Family family) {}

    /** @param changed the last change of the authorities' file: a renewed one is read again */
    private record Trust(Optional<String> authorities, long changed, Probe.Version version) {}

    /**
     * @param clock for the validity of certificates
     * @param environment a variable's text, or null
     * @param agent the {@code User-Agent} where a probe declares none
     */
    public Eyes(int threads, Clock clock, UnaryOperator<String> environment, String agent) {
        this.loops = new NioEventLoopGroup(threads, new DefaultThreadFactory("dabiao-probe", true));
        this.clock = clock;
        this.environment = environment;
        this.agent = agent;
    }

    /** The loops that looks run on, for timers beside them. */
    public EventLoopGroup loops() {
        return loops;
    }

    /** One look; what goes wrong with it is part of what it finds. */
    public CompletionStage<Look> look(Probe probe) {
        CompletableFuture<Look> found = new CompletableFuture<>();
        EventLoop loop = loops.next();
        long asked = System.nanoTime();
        loop.execute(() -> new Looking(this, probe, loop, asked, found).begin());
        return found;
    }

    /** The address of a name, or of an address written out. */
    public Future<InetAddress> resolve(EventLoop loop, Probe.Family family, String host) {
        return resolver(loop, family).resolve(host);
    }

    Clock clock() {
        return clock;
    }

    String agent() {
        return agent;
    }

    /** Not cached: the time that a visitor waits for the name is part of the answer. */
    private DnsNameResolver resolver(EventLoop loop, Probe.Family family) {
        return resolvers.computeIfAbsent(
                new Resolving(loop, family),
                key -> new DnsNameResolverBuilder(loop)
                        .datagramChannelType(NioDatagramChannel.class)
                        .resolveCache(NoopDnsCache.INSTANCE)
                        .cnameCache(NoopDnsCnameCache.INSTANCE)
                        .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                        .resolvedAddressTypes(
                                switch (family) {
                                    case ANY -> ResolvedAddressTypes.IPV4_PREFERRED;
                                    case IPV4 -> ResolvedAddressTypes.IPV4_ONLY;
                                    case IPV6 -> ResolvedAddressTypes.IPV6_ONLY;
                                })
                        .build());
    }

    /** @throws IOException where the own authorities cannot be read */
    SslContext tls(Probe.Route route) throws IOException {
        long changed = route.authorities().isEmpty()
                ? 0
                : Files.getLastModifiedTime(Path.of(route.authorities().get())).toMillis();
        Trust trust = new Trust(route.authorities(), changed, route.version());
        SslContext known = contexts.get(trust);
        if (known == null) {
            known = made(trust);
            contexts.put(trust, known);
        }
        return known;
    }

    private static SslContext made(Trust trust) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        trust.authorities().map(File::new).ifPresent(builder::trustManager);
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
                    "no PEM certificates in " + trust.authorities().orElse(""), unreadable);
        }
    }

    /** @throws IOException where a secret is not where it should be */
    String text(Probe.Text text) throws IOException {
        return text(text, environment);
    }

    /**
     * @param environment null for a variable that is not there
     * @throws IOException where a secret is not where it should be
     */
    public static String text(Probe.Text text, java.util.function.UnaryOperator<String> environment)
            throws IOException {
        if (text instanceof Probe.Text.FromEnvironment from) {
            String value = environment.apply(from.name());
            if (value == null) {
                throw new IOException("the environment has no " + from.name());
            }
            return value;
        }
        if (text instanceof Probe.Text.FromFile from) {
            return Files.readString(Path.of(from.path())).strip();
        }
        return ((Probe.Text.Plain) text).text();
    }

    /** Ends what is under way; it fails like a broken connection. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
