package io.dabiao.check.http;

import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Secrets;
import io.dabiao.check.probe.Tls;
import io.dabiao.check.probe.TlsWish;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import io.dabiao.outbound.Connections;
import io.dabiao.outbound.OutboundPolicy;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Looks at sites, thousands at a time, on a few event loops. Each look makes a connection of its own and asks for the name
 * again, as a first visitor's browser does.
 *
 * <p>Safe for use by several threads. Nothing here blocks but the reading of a secret's or an authority's file.
 */
public final class ProbeClient implements AutoCloseable {

    private final NioEventLoopGroup loops;
    private final Clock clock;
    private final Secrets secrets;
    private final String agent;
    private final Connections connections;
    private final Tls tls;
    private final Map<Tls.Client, SslContext> first = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<Tls.Client, SslContext> second = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * @param clock for the validity of certificates
     * @param policy which addresses may be looked at
     * @param agent the {@code User-Agent} where a probe declares none
     */
    public ProbeClient(int threads, Clock clock, Secrets secrets, OutboundPolicy policy, String agent) {
        this.tls = new Tls();
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

    /**
     * One look at a page; what goes wrong with it is part of what it finds.
     *
     * @throws ClassCastException where the probe's subject is none
     */
    public CompletionStage<ProbeOutcome> look(Probe probe) {
        WebSubject subject = (WebSubject) probe.subject();
        CompletableFuture<ProbeOutcome> found = new CompletableFuture<>();
        EventLoop loop = loops.next();
        long asked = System.nanoTime();
        loop.execute(() -> new ProbeExchange(this, probe, subject, loop, asked, found).begin());
        return found;
    }

    /** An address of a name, or of an address written out. */
    public Future<InetAddress> resolve(EventLoop loop, Probe.Family family, String host) {
        return connections.resolve(loop, types(family), host);
    }

    /** All of them, in the order in which they are to be tried. */
    Future<List<InetAddress>> resolveAll(EventLoop loop, Probe.Family family, String host) {
        return connections.resolveAll(loop, types(family), host);
    }

    private static ResolvedAddressTypes types(Probe.Family family) {
        return switch (family) {
            case ANY -> ResolvedAddressTypes.IPV4_PREFERRED;
            case IPV4 -> ResolvedAddressTypes.IPV4_ONLY;
            case IPV6 -> ResolvedAddressTypes.IPV6_ONLY;
        };
    }

    /** By which every connection is made. */
    public Connections connections() {
        return connections;
    }

    /** What is known of TLS here, for looks of other kinds. */
    public Tls tls() {
        return tls;
    }

    Clock clock() {
        return clock;
    }

    String agent() {
        return agent;
    }

    /** @throws IOException where the own certificates cannot be read */
    Tls.Client tls(Probe.Route route) throws IOException {
        return tls.client(new TlsWish(route.authorities(), route.client()), secrets);
    }

    /** For an event loop. */
    SslContext context(Tls.Client client, Probe.Version version) {
        return version == Probe.Version.HTTP_2
                ? second.computeIfAbsent(client, ProbeClient::offeringTwo)
                : first.computeIfAbsent(client, ProbeClient::usual);
    }

    private static SslContext usual(Tls.Client client) {
        return new JdkSslContext(
                client.context(),
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                null,
                false);
    }

    private static SslContext offeringTwo(Tls.Client client) {
        return new JdkSslContext(
                client.context(),
                true,
                Http2SecurityUtil.CIPHERS,
                SupportedCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1),
                ClientAuth.NONE,
                null,
                false);
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
