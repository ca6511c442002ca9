package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** A response body that can be slow, chunked, very large or cut off. */
public final class ScriptedBody implements MockResponseBody {
    private final Content content;
    private final Workers workers;
    private final Socket connection;
    private final boolean chunkFraming;

    /**
     * The octets of a body and the way in which they are sent.
     *
     * @param octets the body; it is repeated until {@code size} octets have been sent
     * @param size how many octets to send
     * @param pieceSize how many octets to send at a time
     * @param period the pause after each piece
     * @param cutAfter the number of octets after which the connection is broken; negative for never
     */
    public record Content(okio.ByteString octets, long size, int pieceSize, Duration period, long cutAfter) {}

    /**
     * Makes the body of one response.
     *
     * @param content the octets and the way in which they are sent
     * @param workers their closing ends the body
     * @param connection the connection to break
     * @param chunkFraming whether the body writes chunk headers, as in HTTP/1.1 without a length
     */
    public ScriptedBody(Content content, Workers workers, Socket connection, boolean chunkFraming) {
        this.content = content;
        this.workers = workers;
        this.connection = connection;
        this.chunkFraming = chunkFraming;
    }

    @Override
    public long getContentLength() {
        return chunkFraming ? -1 : content.size();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        int available = content.octets().size();
        for (long sent = 0; sent < content.size(); ) {
            cutAt(sent, sink);
            int from = (int) (sent % available);
            long length = Math.min(Math.min(content.pieceSize(), available - from), content.size() - sent);
            if (content.cutAfter() > sent) {
                length = Math.min(length, content.cutAfter() - sent);
            }
            writePiece(sink, from, (int) length);
            sent += length;
            if (!content.period().isZero()) {
                sink.flush();
                if (!workers.pause(content.period())) {
                    throw new IOException("the network is closing");
                }
            }
        }
        cutAt(content.size(), sink);
        if (chunkFraming) {
            sink.writeUtf8("0\r\n\r\n");
        }
        sink.flush();
    }

    private void writePiece(BufferedSink sink, int from, int length) throws IOException {
        if (chunkFraming) {
            sink.writeUtf8(Integer.toHexString(length).toLowerCase(Locale.ROOT) + "\r\n");
        }
        sink.write(content.octets().substring(from, from + length));
        if (chunkFraming) {
            sink.writeUtf8("\r\n");
        }
    }

    private void cutAt(long sent, BufferedSink sink) throws IOException {
        if (sent == content.cutAfter()) {
            sink.flush();
            connection.close();
            throw new IOException("cut by the test");
        }
    }
}
