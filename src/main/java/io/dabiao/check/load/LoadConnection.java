package io.dabiao.check.load;

import io.dabiao.outbound.EndOfTls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;

/**
 * One connection, and the one request that is under way on it; bodies are read and dropped. All of it happens on the event loop of its
 * lane. A client of HTTP with pools, filters and streams takes as much of a processor as the request itself, and the load is to be the
 * site's.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {

    /** As much as probes read. */
    private static final int LARGEST_HEAD = 256 << 10;

    /** Who waits for an answer. It hears of the end once. */
    interface Asker {

        /** Before the end. */
        void cookies(List<String> set);

        /** Answered to the last byte; the connection is free, or gone, by then. */
        void answered(int status);

        /** It ended before the answer did. */
        void broke();
    }

    /** Who keeps it while no one asks. */
    interface Keeper {

        void free(LoadConnection connection);
    }

    private final Optional<SslHandler> tls;
    private final Keeper keeper;
    private Channel channel;
    private Asker asker;
    private boolean headAlone;
    private boolean kept;
    private boolean interim;
    private int status;

    LoadConnection(Optional<SslHandler> tls, Keeper keeper) {
        this.tls = tls;
        this.keeper = keeper;
    }

    /** An answer to HEAD has a length and no body. */
    private final class Decoder extends HttpResponseDecoder {

        Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(LARGEST_HEAD)
                    .setMaxHeaderSize(LARGEST_HEAD)
                    .setAllowDuplicateContentLengths(true)
                    .setValidateHeaders(false));
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return headAlone || super.isContentAlwaysEmpty(message);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        tls.ifPresent(handler -> context.pipeline()
                .addBefore(context.name(), null, handler)
                .addBefore(context.name(), null, EndOfTls.HANDLER));
        context.pipeline().addBefore(context.name(), null, new Decoder());
    }

    boolean usable() {
        return channel.isActive();
    }

    /** @param request a whole one, which is released */
    void ask(ByteBuf request, boolean onlyTheHead, Asker who) {
        asker = who;
        headAlone = onlyTheHead;
        kept = false;
        channel.writeAndFlush(request, channel.voidPromise());
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (asker == null) {
                context.close(); // What was not asked for belongs to no request.
                return;
            }
            if (message instanceof HttpMessage part && part.decoderResult().isFailure()) {
                context.close();
                return;
            }
            if (message instanceof HttpResponse head) {
                begins(head);
            }
            if (message instanceof LastHttpContent && !interim) {
                ends();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begins(HttpResponse head) {
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!interim) {
            status = head.status().code();
            kept = HttpUtil.isKeepAlive(head);
            List<String> set = head.headers().getAll(HttpHeaderNames.SET_COOKIE);
            if (!set.isEmpty()) {
                asker.cookies(set);
            }
        }
    }

    private void ends() {
        Asker who = asker;
        asker = null;
        if (!kept) {
            channel.close();
        } else if (channel.isActive()) {
            keeper.free(this); // First, so that who asks next in the same moment finds it.
        }
        who.answered(status);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Asker who = asker;
        asker = null;
        if (who != null) {
            who.broke();
        }
    }

    /** What broke is told by the end of the connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
