package io.github.mtasts.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A Redis server on loopback, from the binaries of a published jar, which the module that uses this has on its class path. */
public final class RedisProcess implements AutoCloseable {
    private static final int MOST_PORTS = 5;

    private final Process process;
    private final int port;

    private RedisProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server whose program is copied into a folder. */
    public static RedisProcess startedIn(Path folder) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
        Path binary = folder.resolve("redis-server");
        copyOneThatRuns(
                binary,
                "redis-server-6.2.6-v5-" + system + (arm ? "-arm64" : "-amd64"),
                "redis-server-6.2.7-" + system + (arm ? "-arm64" : "-386"));
        RedisProcess started = null;
        for (int tries = 0; started == null && tries < MOST_PORTS; tries++) {
            started = onAFreePort(binary);
        }
        if (started == null) {
            throw new IOException("Redis ended at its start on each of " + MOST_PORTS + " ports");
        }
        return started;
    }

    /** Starts a server; null when it has ended, for example because another process took the port in between. */
    private static @Nullable RedisProcess onAFreePort(Path binary) throws IOException {
        int port = FreePort.choose();
        Process process = new ProcessBuilder(
                        binary.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        while (!answers(port)) {
            if (!process.isAlive()) {
                return null;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return new RedisProcess(process, port);
    }

    /** One needs shared libraries, the other is static. */
    private static void copyOneThatRuns(Path binary, String... names) throws IOException {
        for (String name : names) {
            try (InputStream octets = RedisProcess.class.getResourceAsStream("/" + name)) {
                if (octets != null) {
                    Files.copy(octets, binary, StandardCopyOption.REPLACE_EXISTING);
                    if (binary.toFile().setExecutable(true) && runs(binary)) {
                        return;
                    }
                }
            }
        }
        throw new IOException("no Redis binary of the jar runs on this machine");
    }

    private static boolean runs(Path binary) {
        try {
            return new ProcessBuilder(binary.toString(), "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            return false; // for another processor
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the port on 127.0.0.1. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
