package io.github.mtasts.tool.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Ends a connection whose handshake failed, without a word in the log because strangers cause them, or whose only purpose was the
 * handshake (RFC 8737 section 3). Not thread-safe.
 */
final class HandshakeEnd extends ChannelInboundHandlerAdapter {
    private final TlsSide tls;
    private final SslHandler handler;

    HandshakeEnd(TlsSide tls, SslHandler handler) {
        this.tls = tls;
        this.handler = handler;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent end) {
            tls.count(end.isSuccess());
            boolean isValidation = CertificateRack.VALIDATION.equals(handler.applicationProtocol());
            if (!end.isSuccess() || isValidation) {
                var unused = ctx.close();
                return;
            }
        }
        super.userEventTriggered(ctx, event);
    }
}
