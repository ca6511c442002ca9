package io.github.mtasts.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** A host in the clear that answers each line with what a test says, also against the rules of SMTP. */
public final class ScriptedHost implements AutoCloseable {
    /** As an answer: closes the connection. */
    public static final String CLOSE = "";
    /** As an answer: says nothing, and reads on. */
    public static final String NOTHING = " ";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Socket> ended = new LinkedBlockingQueue<>();
    private final ServerSocket server;
    private final UnaryOperator<String> answers;

    /**
     * Starts a host.
     *
     * @param answers by the first four letters of a line in capitals; the end of a message is a dot. An answer that ends with LF is
     *     sent as it is, any other one with CRLF
     */
    public ScriptedHost(UnaryOperator<String> answers) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.answers = answers;
        start(this::accept);
    }

    /** Returns the port on the loopback address. */
    public int port() {
        return server.getLocalPort();
    }

    /** Returns the commands so far, of all connections; live. */
    public List<String> lines() {
        return lines;
    }

    /** Returns every connection so far; live. */
    public List<Socket> connections() {
        return connections;
    }

    /** Returns the connections that ended, each once. */
    public BlockingQueue<Socket> ended() {
        return ended;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-host");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            lines.add("the host ended");
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            say(socket, "220 host.example");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            boolean inMessage = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (inMessage && !line.equals(".")) {
                    continue;
                }
                lines.add(line);
                String answer = answers.apply(line.substring(0, Math.min(4, line.length())));
                if (answer.equals(CLOSE)) {
                    return;
                }
                if (!answer.equals(NOTHING)) {
                    say(socket, answer);
                }
                inMessage = answer.startsWith("354");
            }
        } catch (IOException e) {
            lines.add("the connection ended");
        } finally {
            ended.add(socket);
        }
    }

    private static void say(Socket socket, String reply) throws IOException {
        String octets = reply.endsWith("\n") ? reply : reply + "\r\n";
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
