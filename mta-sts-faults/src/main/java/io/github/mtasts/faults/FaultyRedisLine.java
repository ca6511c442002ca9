package io.github.mtasts.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback to a Redis server. When a test asks for it, it answers scripts and PINGs with an error, or closes
 * the connection instead. A request is expected in one segment, as short ones are. Thread-safe.
 */
public final class FaultyRedisLine implements Closeable {
    private static final int BUFFER_OCTETS = 65_536;
    private static final Pattern REQUEST = Pattern.compile("\\r\\n(EVALSHA|EVAL|PING|SCRIPT)\\r\\n");

    private final ServerSocket clients;
    private final int serverPort;
    private @Nullable Fault fault;
    private int requestsBefore;
    private boolean struck;

    /** Starts a proxy to a server on this machine. */
    public FaultyRedisLine(int serverPort) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
    }

    /** Starts a proxy that accepts clients on a socket, for example with TLS, to a server on this machine. */
    public FaultyRedisLine(ServerSocket clients, int serverPort) {
        this.clients = clients;
        this.serverPort = serverPort;
        start(this::accept);
    }

    /** Returns the port for clients. */
    public int port() {
        return clients.getLocalPort();
    }

    /** Fails every request from now on, after a number of further ones. */
    public synchronized void fail(Fault with, int afterRequests) {
        fault = with;
        requestsBefore = afterRequests;
        struck = false;
    }

    /** Ends the fault. Returns whether a request failed. */
    public synchronized boolean heal() {
        fault = null;
        return struck;
    }

    /** Returns the fault that meets these requests, or null. */
    private synchronized @Nullable Fault struck(int requests) {
        Fault now = fault;
        if (now == null || requests == 0) {
            return null;
        }
        requestsBefore -= requests;
        if (requestsBefore >= 0) {
            return null;
        }
        struck = true;
        return now;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = clients.accept();
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            start(() -> replies(server, client));
            requests(client, server);
        }
    }

    private void requests(Socket client, Socket server) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[BUFFER_OCTETS];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            String sent = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
            int requests = (int) REQUEST.matcher(sent).results().count();
            Fault now = struck(requests);
            if (now == null) {
                out.write(buffer, 0, read);
            } else if (now.redisError().isEmpty()) {
                return;
            } else {
                byte[] reply =
                        ("-" + now.redisError() + "\r\n").repeat(requests).getBytes(StandardCharsets.US_ASCII);
                client.getOutputStream().write(reply);
            }
        }
    }

    private static void replies(Socket server, Socket client) throws IOException {
        try (server;
                client) {
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // One side closed the connection; try-with-resources closed the other.
                    }
                },
                "faulty-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        clients.close();
    }
}
