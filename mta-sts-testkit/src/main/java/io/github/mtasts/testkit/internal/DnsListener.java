package io.github.mtasts.testkit.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** The UDP and TCP sides of the DNS server, on one port. */
public final class DnsListener {
    private static final int MAX_MESSAGE = 65_535;
    private static final int MIN_UDP = 512;
    private static final int ATTEMPTS = 50;

    private final Workers workers;
    private final DnsResponder responder;
    private final Log log;
    private final DatagramSocket udp;
    private final InetSocketAddress address;

    /** Receives each query and its response. */
    @FunctionalInterface
    public interface Log {
        /**
         * Called for each query.
         *
         * @param query the query
         * @param udp whether it was received over UDP
         * @param response the response, null for no answer
         */
        void queried(Message query, boolean udp, @Nullable Message response);
    }

    /**
     * Starts listening.
     *
     * @param net the network whose threads are used
     * @param responder makes the responses
     * @param log called for each query before it is answered
     */
    public DnsListener(VirtualNet net, DnsResponder responder, Log log) {
        this.workers = net.workers();
        this.responder = responder;
        this.log = log;
        try {
            this.udp = workers.own(bindBoth(net));
        } catch (IOException e) {
            InetSocketAddress wanted = net.dnsAddress();
            String where = wanted == null ? "a loopback port" : wanted.toString();
            throw new UncheckedIOException("cannot listen at " + where + ": " + e.getMessage(), e);
        }
        this.address = new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
        workers.run("dns-udp", this::serveUdp);
    }

    /** Binds UDP and TCP to the same port; tries another port when the one that is free for UDP is in use for TCP. */
    private DatagramSocket bindBoth(VirtualNet net) throws IOException {
        InetSocketAddress wanted = net.dnsAddress();
        if (wanted != null) {
            DatagramSocket socket = new DatagramSocket(wanted);
            net.listen(wanted, this::serveTcp);
            return socket;
        }
        for (int attempt = 1; ; attempt++) {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            try {
                net.listen(new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()), this::serveTcp);
                return socket;
            } catch (BindException e) {
                socket.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * The address at which it listens.
     *
     * @return a real loopback address
     */
    public InetSocketAddress address() {
        return address;
    }

    private void serveUdp() throws IOException {
        byte[] buffer = new byte[MAX_MESSAGE];
        while (!workers.isClosing()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            udp.receive(packet);
            byte[] wire = Arrays.copyOf(packet.getData(), packet.getLength());
            SocketAddress client = packet.getSocketAddress();
            Message query = parse(wire);
            if (query != null) {
                DnsResponder.Response response = responder.respond(query, true);
                log.queried(query, true, response.message());
                later(response.delay(), () -> sendUdp(response.message(), query, client));
            }
        }
    }

    private void later(Duration delay, Workers.Task send) throws IOException {
        if (delay.isZero()) {
            send.run();
        } else {
            workers.run("dns-delay", () -> {
                if (workers.pause(delay)) {
                    send.run();
                }
            });
        }
    }

    private void sendUdp(@Nullable Message response, Message query, SocketAddress client) throws IOException {
        if (response != null) {
            int offered = query.getOPT() == null ? MIN_UDP : query.getOPT().getPayloadSize();
            byte[] wire = response.toWire(Math.max(MIN_UDP, offered));
            try {
                udp.send(new DatagramPacket(wire, wire.length, client));
            } catch (IOException e) {
                // This client has disconnected; serving continues for the others.
            }
        }
    }

    private void serveTcp(Socket connection) throws IOException {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] wire = new byte[in.readUnsignedShort()];
                in.readFully(wire);
                Message query = parse(wire);
                if (query == null) {
                    return;
                }
                DnsResponder.Response response = responder.respond(query, false);
                log.queried(query, false, response.message());
                if (!workers.pause(response.delay()) && workers.isClosing()) {
                    return;
                }
                if (response.message() != null) {
                    byte[] answer = response.message().toWire(MAX_MESSAGE);
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                }
            }
        } catch (EOFException e) {
            // The client has closed the connection.
        }
    }

    private static @Nullable Message parse(byte[] wire) {
        try {
            return new Message(wire);
        } catch (IOException e) {
            return null;
        }
    }
}
