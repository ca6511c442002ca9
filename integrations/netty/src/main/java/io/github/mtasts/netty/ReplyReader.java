package io.github.mtasts.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replies of a host from a channel (RFC 5321 section 4.2). It stays behind the last reply, so that whatever a host says
 * unasked is noticed. For the event loop of its channel.
 */
final class ReplyReader extends LineBasedFrameDecoder {
    /** Well over the 512 octets of RFC 5321 section 4.5.3.1.5. */
    private static final int MAX_LINE = 8 * 1024;

    private static final int MAX_LINES = 200;
    private static final int CODE = 3;
    /** RFC 5321 section 4.2.1; a CR in the middle of a line is text. */
    private static final Pattern LINE = Pattern.compile("[2-5][0-9]{2}(?:[ -].*)?", Pattern.DOTALL);

    /** Some hosts end lines with CR CR LF. */
    private static final Pattern MORE_CRS = Pattern.compile("\r+$");

    /** Gets what the host says. */
    interface Listener {
        /** The handler was put into the pipeline of an open channel. */
        void ready(ChannelHandlerContext context);

        /** Something came from the host. */
        void heard();

        /** A reply is complete. */
        void replied(int code, String lines);

        /** The connection is of no more use; called more than once where more than one thing happens. */
        void broke(String why);
    }

    private final Listener listener;
    private final List<String> lines = new ArrayList<>();
    private boolean broken;

    ReplyReader(Listener listener) {
        super(Integer.MAX_VALUE); // the limit is below: Netty's own leaves a long line out, and goes on
        this.listener = listener;
    }

    /** Whether nothing is here behind the last reply. */
    boolean isQuiet() {
        return lines.isEmpty() && actualReadableBytes() == 0;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        listener.ready(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        listener.heard();
        if (broken) { // until the channel is closed, a host may send any amount
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf buffer) throws Exception {
        ByteBuf line = (ByteBuf) super.decode(context, buffer);
        if ((line == null ? buffer : line).readableBytes() > MAX_LINE && !broken) {
            broke("its reply has a line of more than " + MAX_LINE + " octets");
        }
        if (line != null) {
            try {
                read(MORE_CRS.matcher(line.toString(StandardCharsets.UTF_8)).replaceFirst(""));
            } finally {
                line.release();
            }
        }
        return null; // nothing goes further up the pipeline
    }

    private void read(String line) {
        if (broken) {
            return;
        }
        lines.add(line);
        if (!LINE.matcher(line).matches()) {
            broke("it sent what is no reply");
        } else if (line.charAt(0) != lines.get(0).charAt(0)) {
            // RFC 5321 section 4.2.1: the lines of a reply have one code. Otherwise the end of a reply is missing, and
            // each later reply would be taken for that of another command.
            broke("the host mixed the lines of two replies");
        } else if (lines.size() > MAX_LINES) {
            broke("its reply has more than " + MAX_LINES + " lines");
        } else if (line.length() == CODE || line.charAt(CODE) == ' ') {
            String reply = String.join("\n", lines);
            lines.clear();
            listener.replied(Integer.parseInt(line.substring(0, CODE)), reply);
        }
    }

    private void broke(String why) {
        broken = true;
        listener.broke(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broke(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broke("the connection was closed");
    }
}
