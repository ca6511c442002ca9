package io.github.mtasts.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * A name server on loopback whose octets a test chooses, for answers that a well-behaved server, such as that of the test kit,
 * never gives.
 */
final class LoopbackDns implements AutoCloseable {
    /** The answer; an empty array sends nothing. Called on many threads. */
    @FunctionalInterface
    interface Script {
        byte[] answer(Message query, boolean tcp) throws InterruptedException;
    }

    static final byte[] SILENCE = {};

    /** Where nobody listens. A port that a closed server had may be given to another socket at once, a low one is not. */
    static final InetSocketAddress CLOSED = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private static final int MAX_PORTS = 20;

    private final Script script;
    private final InetSocketAddress address;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "loopback-dns");
        thread.setDaemon(true);
        return thread;
    });
    private final List<String> questions = new CopyOnWriteArrayList<>();

    LoopbackDns(Script script) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script);
    }

    /** A server at an address that a closed one had. */
    LoopbackDns(InetSocketAddress wanted, Script script) {
        this.script = script;
        try {
            Pair sockets = bound(wanted);
            this.tcp = sockets.tcp();
            this.udp = sockets.udp();
            this.address = new InetSocketAddress(wanted.getAddress(), tcp.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::serveUdp);
        threads.execute(this::serveTcp);
    }

    private record Pair(ServerSocket tcp, DatagramSocket udp) {}

    /** The socket of a client may have the same UDP port as a free TCP port: then another port is taken. */
    private static Pair bound(InetSocketAddress wanted) throws IOException {
        for (int port = 1; ; port++) {
            ServerSocket tcp = new ServerSocket(wanted.getPort(), 50, wanted.getAddress());
            try {
                return new Pair(
                        tcp, new DatagramSocket(new InetSocketAddress(wanted.getAddress(), tcp.getLocalPort())));
            } catch (BindException e) {
                tcp.close();
                if (wanted.getPort() != 0 || port == MAX_PORTS) {
                    throw e;
                }
            }
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Every question so far, as {@code name type}, in the order of arrival; with {@code tcp} behind it for TCP. */
    List<String> questions() {
        return List.copyOf(questions);
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
            } catch (IOException e) {
                return;
            }
            byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
            threads.execute(() -> {
                try {
                    byte[] answer = answer(octets, false);
                    if (answer.length > 0) {
                        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                } catch (IOException e) {
                    // the test has ended
                }
            });
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), true);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
            } catch (IOException e) {
                // the test has ended, or the client hung up
            }
        }
    }

    private byte[] answer(byte[] octets, boolean overTcp) throws IOException {
        Message query = new Message(octets);
        questions.add(query.getQuestion().getName().toString(true) + " "
                + Type.string(query.getQuestion().getType()) + (overTcp ? " tcp" : ""));
        try {
            return script.answer(query, overTcp);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SILENCE;
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        udp.close();
        tcp.close();
    }
}
