package io.dabiao.check.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.probe.PortKindContract;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketProbeTest extends PortKindContract {

    private static EventLoopGroup group;
    private static Channel server;

    /** By Netty: Quarkus turns the WebSockets of Vert.x off for a whole JVM, and tests of the service run in this one. */
    @BeforeAll
    static void start() throws Exception {
        group = new NioEventLoopGroup(1);
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(65_536))
                                .addLast(new WebSocketServerProtocolHandler("/", "chat", false, 65_536, false, true))
                                .addLast(new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            String text = frame.text();
            context.writeAndFlush(new TextWebSocketFrame(text.equals("ping") ? "pong 研发" : text.repeat(40_000)));
        }
    }

    private static int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close().sync();
        group.shutdownGracefully().await(30, TimeUnit.SECONDS);
    }

    @Override
    protected String kind() {
        return "websocket";
    }

    @Override
    protected String at(String address) {
        return "url: 'ws://" + address + "/live'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + port()) + ", send: ping, expect: '^pong 研发$', protocol: chat";
    }

    @Test
    void anUpgradeIsEnoughWhereNothingIsExpected() throws Exception {
        var outcome = look("url: 'WS://127.0.0.1:" + port() + "'");

        assertThat(said(outcome)).isEqualTo("ok");
        assertThat(outcome.status()).hasValue(101);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send: ping, expect: gone | content in body",
                "send: x, expect: '^x{1000}' | ok",
                "timeout: 300ms, expect: something | timeout in body",
            })
    void theFirstMessageIsCompared(String keys, String says) throws Exception {
        assertThat(said(look(at("127.0.0.1:" + port()) + ", " + keys))).isEqualTo(says);
    }
}
