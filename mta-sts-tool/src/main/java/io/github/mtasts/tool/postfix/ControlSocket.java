package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.json.Json;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an operator's commands at a UNIX socket: one line for each connection. The answer is an object of JSON for each line of output,
 * and at last one with the exit status. Thread-safe.
 */
final class ControlSocket implements AutoCloseable {
    /** The member of the last object. */
    static final String STATUS = "status";

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int MAX_LINE_OCTETS = 1_000;
    private static final int THREADS = 8;
    private static final int MAX_WAITING = 64;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServerSocketChannel listening;
    private final Path path;
    private final Commands commands;
    private final ExecutorService threads = new ThreadPoolExecutor(
            THREADS + 1, THREADS + 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), work -> {
                Thread thread = new Thread(work, "mta-sts-control");
                thread.setDaemon(true);
                return thread;
            });

    private ControlSocket(ServerSocketChannel listening, Path path, Commands commands) {
        this.listening = listening;
        this.path = path;
        this.commands = commands;
    }

    /**
     * Begins to take commands.
     *
     * @throws IOException when the socket cannot be made; the message says what to do
     */
    static ControlSocket open(Settings.SocketFile file, Commands commands) throws IOException {
        SocketFiles.makeRoom(file);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(file.path()));
            SocketFiles.protect(file);
            hangUpOnTheEarly(channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException("control.socket cannot be used: " + file.path() + ": " + e.getMessage(), e);
        }
        return over(channel, file.path(), commands, PAUSE);
    }

    /** Who connected before the permissions were set may not have had the right to: with a umask of 000 anybody could. */
    static void hangUpOnTheEarly(ServerSocketChannel listening) throws IOException {
        listening.configureBlocking(false);
        for (SocketChannel early = listening.accept(); early != null; early = listening.accept()) {
            early.close();
        }
        listening.configureBlocking(true);
    }

    /**
     * Takes commands at a socket that listens.
     *
     * @param pause the wait after a connection could not be accepted
     */
    static ControlSocket over(ServerSocketChannel listening, Path path, Commands commands, Duration pause) {
        ControlSocket socket = new ControlSocket(listening, path, commands);
        socket.threads.execute(() -> socket.accept(pause));
        return socket;
    }

    /** Goes on after a failure, such as of a process that has no descriptor left: it will have some again. */
    private void accept(Duration pause) {
        try {
            while (listening.isOpen()) {
                try {
                    hand(listening.accept());
                } catch (ClosedChannelException e) {
                    LOG.debug("No more commands are taken", e);
                } catch (IOException e) {
                    LOG.warn("A command could not be accepted at {}: {}", path, e.toString());
                    Thread.sleep(pause.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service ends
        }
    }

    private void hand(SocketChannel connection) throws IOException {
        try {
            threads.execute(() -> serve(connection));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.warn("A command was refused: {} others wait, or no thread can be started", MAX_WAITING, e);
            connection.close();
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                Writer out = new BufferedWriter(
                        new OutputStreamWriter(Channels.newOutputStream(connection), StandardCharsets.UTF_8))) {
            String line = line(Channels.newInputStream(connection));
            int status = commands.run(line, object -> write(out, object));
            write(out, Map.of(STATUS, status));
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("A command ended early", e);
        } catch (RuntimeException e) {
            LOG.error("A command failed", e);
        }
    }

    private static void write(Writer out, Map<String, ? extends @Nullable Object> object) {
        try {
            out.write(Json.line(object) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n' && line.size() < MAX_LINE_OCTETS; octet = in.read()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        listening.close();
        Files.deleteIfExists(path);
    }
}
