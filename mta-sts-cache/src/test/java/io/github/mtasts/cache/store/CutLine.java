package io.github.mtasts.cache.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP proxy on loopback that cuts a connection when the client or the server sends a given word. */
public final class CutLine implements AutoCloseable {
    private static final int BUFFER_OCTETS = 65_536;

    private final ServerSocket clients = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    /** The words that cut a connection, once; empty for none. */
    private String clientWord = "";

    private String serverWord = "";

    /** Starts a proxy to a server on this machine. */
    public CutLine(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start(this::accept);
    }

    /** Returns the port for clients. */
    public int port() {
        return clients.getLocalPort();
    }

    /** Cuts the next connection on which the client sends this word. The server does not receive it. */
    public synchronized void cutWhenTheClientSends(String word) {
        clientWord = word;
    }

    /** Cuts the next connection on which the server sends this word. The client does not receive it. */
    public synchronized void cutWhenTheServerSends(String word) {
        serverWord = word;
    }

    /** Whether the requested cuts were made. */
    public synchronized boolean wasCut() {
        return clientWord.isEmpty() && serverWord.isEmpty();
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
            start(() -> carry(server, client, false));
            carry(client, server, true);
        }
    }

    private void carry(Socket from, Socket to, boolean isClient) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_OCTETS];
            String before = "";
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String sent = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                if (isCut(before, sent, isClient)) {
                    return;
                }
                out.write(buffer, 0, read);
                before = sent;
            }
        }
    }

    /** Whether to cut. A word may be split over two reads, but one that ended in the first read does not count again. */
    private synchronized boolean isCut(String before, String sent, boolean isClient) {
        String word = isClient ? clientWord : serverWord;
        if (word.isEmpty()) {
            return false;
        }
        String end = before.substring(Math.max(0, before.length() - word.length() + 1));
        if (!(end + sent).contains(word)) {
            return false;
        }
        if (isClient) {
            clientWord = "";
        } else {
            serverWord = "";
        }
        return true;
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
                "cut-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        clients.close();
    }
}
