package io.github.mtasts.cache.store;

import io.github.mtasts.faults.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A Redis server on loopback, from the binaries of a published jar. */
public final class RedisServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Path folder;
    private final Path binary;
    private final int port;
    private final List<String> options;
    private @Nullable Process process;

    private RedisServer(Path folder, Path binary, int port, List<String> options) {
        this.folder = folder;
        this.binary = binary;
        this.port = port;
        this.options = options;
    }

    /** Starts a server, by default without persistence. */
    public static RedisServer running(String... options) throws IOException {
        return running(FreePort.choose(), options);
    }

    /** Starts a server on a port. */
    static RedisServer running(int port, String... options) throws IOException {
        Path folder = Files.createTempDirectory("mta-sts-redis");
        RedisServer server = new RedisServer(folder, binary(folder), port, List.of(options));
        server.start();
        return server;
    }

    /** Returns the first binary that runs here: one needs shared libraries, the other is static. */
    private static Path binary(Path folder) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
        for (String name : List.of(
                "redis-server-6.2.6-v5-" + system + (arm ? "-arm64" : "-amd64"),
                "redis-server-6.2.7-" + system + (arm ? "-arm64" : "-386"))) {
            try (InputStream octets = RedisServer.class.getResourceAsStream("/" + name)) {
                if (octets != null) {
                    Path binary = folder.resolve("redis-server");
                    Files.copy(octets, binary, StandardCopyOption.REPLACE_EXISTING);
                    if (binary.toFile().setExecutable(true) && runs(binary)) {
                        return binary;
                    }
                }
            }
        }
        throw new IOException("no Redis binary of the jar runs on " + system + " " + System.getProperty("os.arch"));
    }

    private static boolean runs(Path binary) throws IOException {
        Process version = new ProcessBuilder(binary.toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return version.onExit().join().exitValue() == 0;
    }

    /** Starts the server, on the same port as before. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString()));
        command.addAll(options);
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        process = started;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IOException("Redis did not start: " + Files.readString(folder.resolve("log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills the server. */
    public void stop() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Returns the port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Sends a command, and returns the reply. */
    public String command(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((line + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        try (var paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(folder);
    }
}
