package io.github.mtasts.tool.postfix;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Splits the octets of a connection into netstrings: a decimal length, a colon, that many octets, a comma. Is told octets in pieces
 * of any size, answers the octets of each netstring, and ends with {@link MalformedNetstring} at the first octet that does not fit.
 * A length is refused as soon as it is too large, so that no more than the limit is ever kept. For one connection.
 */
final class NetstringDecoder extends ByteToMessageDecoder {
    private static final int TEN = 10;

    private final int limitOctets;
    private boolean isBroken;

    /** @param limitOctets the longest string */
    NetstringDecoder(int limitOctets) {
        this.limitOctets = limitOctets;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isBroken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int start = in.readerIndex();
        int colon = start;
        int length = 0;
        for (; colon < in.writerIndex() && in.getByte(colon) != ':'; colon++) {
            length = length * TEN + digit(in, start, colon);
            if (length > limitOctets) {
                throw broken("a request has at most " + limitOctets + " octets");
            }
        }
        if (colon == in.writerIndex()) {
            return;
        }
        if (colon == start) {
            throw broken("a netstring begins with its length");
        }
        int comma = colon + 1 + length;
        if (comma >= in.writerIndex()) {
            return;
        }
        if (in.getByte(comma) != ',') {
            throw broken("a netstring ends with a comma");
        }
        byte[] octets = new byte[length];
        in.getBytes(colon + 1, octets);
        in.readerIndex(comma + 1);
        out.add(octets);
    }

    private int digit(ByteBuf in, int start, int at) {
        int digit = in.getByte(at) - '0';
        if (digit < 0 || digit >= TEN) {
            throw broken("a netstring begins with its length");
        }
        if (at > start && in.getByte(start) == '0') {
            throw broken("the length of a netstring has no zero in front");
        }
        return digit;
    }

    private MalformedNetstring broken(String sentence) {
        isBroken = true;
        return new MalformedNetstring(sentence);
    }
}
