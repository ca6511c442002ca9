package io.github.mtasts.tool.reports;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The octets of a body as they arrive, in blocks that are not copied: the memory that a body takes is known before it is taken, and
 * does not depend on the size of the pieces. Not thread-safe.
 */
final class BodyBlocks {
    /** The octets of a block. */
    static final int BLOCK_OCTETS = 16 << 10;

    private final List<byte[]> blocks = new ArrayList<>();
    private int length;

    /** How much memory more so many octets will take. */
    int growth(int octets) {
        int free = blocks.size() * BLOCK_OCTETS - length;
        int missing = Math.max(0, octets - free);
        return (missing + BLOCK_OCTETS - 1) / BLOCK_OCTETS * BLOCK_OCTETS;
    }

    /** Adds all octets that can be read. */
    void add(ByteBuf octets) {
        while (octets.isReadable()) {
            int at = length % BLOCK_OCTETS;
            if (length == blocks.size() * BLOCK_OCTETS) {
                blocks.add(new byte[BLOCK_OCTETS]);
            }
            int count = Math.min(octets.readableBytes(), BLOCK_OCTETS - at);
            octets.readBytes(blocks.get(blocks.size() - 1), at, count);
            length += count;
        }
    }

    /** Forgets the octets. */
    void clear() {
        blocks.clear();
        length = 0;
    }

    int length() {
        return length;
    }

    /** The memory that it takes. */
    int memory() {
        return blocks.size() * BLOCK_OCTETS;
    }

    InputStream read() {
        List<InputStream> streams = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            int count = Math.min(BLOCK_OCTETS, length - i * BLOCK_OCTETS);
            streams.add(new ByteArrayInputStream(blocks.get(i), 0, count));
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }
}
