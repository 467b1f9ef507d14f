package io.dabiao.outbound;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/**
 * Right after TLS: where the other side has ended that (close_notify), nothing more comes, and the connection is closed as if it had been
 * the other side's. Some servers leave their end open, and an answer that is as long as its connection would never be whole.
 */
@ChannelHandler.Sharable
public final class EndOfTls extends ChannelInboundHandlerAdapter {

    public static final EndOfTls HANDLER = new EndOfTls();

    private EndOfTls() {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
            context.close();
        }
    }
}
