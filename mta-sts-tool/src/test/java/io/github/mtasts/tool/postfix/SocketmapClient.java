package io.github.mtasts.tool.postfix;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client of a socketmap, as Postfix is one. */
final class SocketmapClient implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    SocketmapClient(InetSocketAddress address) throws IOException {
        this(SocketChannel.open(address));
    }

    SocketmapClient(Path socket) throws IOException {
        this(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    private SocketmapClient(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
        this.out = Channels.newOutputStream(channel);
    }

    String ask(String request) throws IOException {
        send(request);
        return reply();
    }

    void send(String request) throws IOException {
        byte[] octets = request.getBytes(StandardCharsets.UTF_8);
        raw((octets.length + ":" + request + ",").getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] octets) throws IOException {
        out.write(octets);
    }

    void askNoMore() throws IOException {
        channel.shutdownOutput();
    }

    /** The next reply, as strictly as Postfix reads it. */
    String reply() throws IOException {
        int length = 0;
        int c = in.read();
        for (; c >= '0' && c <= '9'; c = in.read()) {
            length = length * 10 + (c - '0');
        }
        if (c != ':') {
            throw new EOFException("no netstring but " + c);
        }
        String reply = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (in.read() != ',') {
            throw new IOException("no comma behind " + reply);
        }
        return reply;
    }

    /** Whether the peer has closed the connection; waits for that or for another octet. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
