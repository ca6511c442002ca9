package io.github.mtasts.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;

/**
 * A message as it goes over the wire behind DATA, in chunks: lines end with CRLF, a dot that begins a line is doubled (RFC 5321
 * section 4.5.2), and a line with a dot alone is at the end. For the event loop of its channel.
 */
final class StuffedMessage implements ChunkedInput<ByteBuf> {
    private static final int CHUNK = 16 * 1024;
    private static final int CRLF = '\r' << 8 | '\n';

    private final byte[] octets;
    private final Runnable atEnd;
    private int next;
    private boolean lineStart = true;
    private boolean ended;

    /**
     * Makes a message.
     *
     * @param octets where a line may end with LF or CR alone
     * @param atEnd called when the last chunk is about to be written
     */
    StuffedMessage(byte[] octets, Runnable atEnd) {
        this.octets = octets;
        this.atEnd = atEnd;
    }

    @Override
    public boolean isEndOfInput() {
        return ended;
    }

    @Override
    public void close() {}

    @Deprecated
    @Override
    @SuppressWarnings("InlineMeSuggester") // it is Netty's method that is deprecated
    public ByteBuf readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) {
        int end = Math.min(octets.length, next + CHUNK);
        ByteBuf chunk = allocator.buffer(CHUNK + CHUNK / 16);
        try {
            while (next < end) {
                write(chunk);
            }
            if (next >= octets.length) {
                if (!lineStart) {
                    chunk.writeShort(CRLF);
                }
                chunk.writeByte('.').writeShort(CRLF);
                ended = true;
                atEnd.run();
            }
            return chunk;
        } catch (RuntimeException | Error e) { // no memory for a longer chunk
            chunk.release();
            throw e;
        }
    }

    private void write(ByteBuf chunk) {
        byte octet = octets[next];
        next++;
        if (octet == '\r' || octet == '\n') {
            if (octet == '\r' && next < octets.length && octets[next] == '\n') {
                next++;
            }
            chunk.writeShort(CRLF);
            lineStart = true;
            return;
        }
        if (lineStart && octet == '.') {
            chunk.writeByte('.');
        }
        chunk.writeByte(octet);
        lineStart = false;
    }

    /** Unknown: it depends on the dots. */
    @Override
    public long length() {
        return -1;
    }

    @Override
    public long progress() {
        return next;
    }
}
