package io.dabiao.outbound;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names and connections on event loops. A name is asked for once, and connected to is the address that was answered; every
 * address is checked in the moment in which it is connected to, the proxy's where there is one. Safe for use by several threads.
 */
public final class Connections {

    private record Resolving(EventLoop loop, ResolvedAddressTypes types) {}

    private final OutboundPolicy policy;
    private final Guard guard = new Guard();
    private final Map<Resolving, DnsNameResolver> resolvers = new ConcurrentHashMap<>();

    public Connections(OutboundPolicy policy) {
        this.policy = policy;
    }

    /** Why an address is not contacted, in words; empty where it may be. */
    public Optional<String> refusal(InetAddress address) {
        return policy.refusal(address);
    }

    /** An address of a name, or the one that is written out. */
    public Future<InetAddress> resolve(EventLoop loop, ResolvedAddressTypes types, String host) {
        return known(types, host)
                .<Future<InetAddress>>map(loop::newSucceededFuture)
                .orElseGet(() -> resolver(loop, types).resolve(host));
    }

    /** The addresses of a name, in the order in which they are to be tried, or the one that is written out. */
    public Future<List<InetAddress>> resolveAll(EventLoop loop, ResolvedAddressTypes types, String host) {
        return known(types, host)
                .<Future<List<InetAddress>>>map(address -> loop.newSucceededFuture(List.of(address)))
                .orElseGet(() -> resolver(loop, types).resolveAll(host));
    }

    /** What is written out, and what is this machine by its name (RFC 6761): no resolver is asked, as browsers ask none. */
    private static Optional<InetAddress> known(ResolvedAddressTypes types, String host) {
        return NumericHost.address(host)
                .or(() -> host.matches("(?i)(.*\\.)?localhost\\.|.*\\.localhost")
                        ? NumericHost.address(types == ResolvedAddressTypes.IPV6_ONLY ? "::1" : "127.0.0.1")
                        : Optional.empty());
    }

    /** Not cached: the time that a visitor waits for the name is part of a probe's answer. */
    private DnsNameResolver resolver(EventLoop loop, ResolvedAddressTypes types) {
        return resolvers.computeIfAbsent(
                new Resolving(loop, types),
                key -> new DnsNameResolverBuilder(loop)
                        .datagramChannelType(NioDatagramChannel.class)
                        // An answer that does not fit into a datagram is asked for again, as it should be.
                        .socketChannelType(NioSocketChannel.class)
                        .resolveCache(NoopDnsCache.INSTANCE)
                        .cnameCache(NoopDnsCnameCache.INSTANCE)
                        .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                        .resolvedAddressTypes(types)
                        .build());
    }

    /**
     * Makes connections to resolved addresses; where one is not contacted, connecting fails with {@link OutboundRefused}.
     *
     * @param first what the connection begins with
     */
    public Bootstrap bootstrap(EventLoop loop, ChannelHandler first) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        // Before a proxy's handler, so that what is checked is the address that is really connected to.
                        made.pipeline().addLast(guard).addLast(first);
                    }
                });
    }

    @ChannelHandler.Sharable
    private final class Guard extends ChannelOutboundHandlerAdapter {

        @Override
        public void connect(
                ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
            Optional<String> refusal = address == null
                    ? Optional.of(remote + " is no address that was asked for")
                    : policy.refusal(address);
            if (refusal.isPresent()) {
                promise.setFailure(new OutboundRefused(refusal.get()));
            } else {
                context.connect(remote, local, promise);
            }
        }
    }
}
