package io.github.mtasts.cache.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A line between clients and a server on loopback, which is cut when one of them says a certain word. */
public final class CutLine implements AutoCloseable {
    private static final int BUFFER_OCTETS = 65_536;

    private final ServerSocket clients = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    /** What is listened for, once; empty when the line is to hold. */
    private String clientWord = "";

    private String serverWord = "";

    /** A line to a server on this machine. */
    public CutLine(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start(this::accept);
    }

    /** Where clients connect to. */
    public int port() {
        return clients.getLocalPort();
    }

    /** The server will not hear this word: the connection on which it is said next ends with it. */
    public synchronized void cutWhenTheClientSays(String word) {
        clientWord = word;
    }

    /** The client will not hear this word: the connection on which it is said next ends with it. */
    public synchronized void cutWhenTheServerSays(String word) {
        serverWord = word;
    }

    /** Whether the line was cut as it was asked for. */
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
                String said = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                if (isCut(before, said, isClient)) {
                    return;
                }
                out.write(buffer, 0, read);
                before = said;
            }
        }
    }

    /** A word may come in two pieces, but what was said before is not heard again. */
    private synchronized boolean isCut(String before, String said, boolean isClient) {
        String word = isClient ? clientWord : serverWord;
        if (word.isEmpty()) {
            return false;
        }
        String end = before.substring(Math.max(0, before.length() - word.length() + 1));
        if (!(end + said).contains(word)) {
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
                        // One end is gone; what was done has closed the other.
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
