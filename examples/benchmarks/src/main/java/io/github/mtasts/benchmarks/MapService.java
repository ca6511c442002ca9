package io.github.mtasts.benchmarks;

import io.github.mtasts.tool.Main;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A policy service for Postfix in a process of its own, and connections to it. */
final class MapService implements AutoCloseable {
    /** One connection, on which one request waits for its answer before the next. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            socket.setTcpNoDelay(true);
        }

        /** Asks the map {@code postfix} for a domain and returns the reply. */
        String ask(String domain) throws IOException {
            String request = "postfix " + domain;
            socket.getOutputStream()
                    .write((request.length() + ":" + request + ",").getBytes(StandardCharsets.US_ASCII));
            int length = 0;
            for (int next = in.readUnsignedByte(); next != ':'; next = in.readUnsignedByte()) {
                length = 10 * length + next - '0';
            }
            byte[] reply = new byte[length + 1];
            in.readFully(reply);
            return new String(reply, 0, length, StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final String PEER = "mta-sts-daemon";
    private static final int PORT = 8461;
    private static final int PATIENCE_SECONDS = 60;
    private static final int BETWEEN_MILLIS = 20;

    private final String name;
    private final int port;
    private final List<String> command;
    private final Path folder;
    private final Path trust;
    private @Nullable Process process;

    private MapService(String name, int port, List<String> command, Path folder, Path trust) {
        this.name = name;
        this.port = port;
        this.command = command;
        this.folder = folder;
        this.trust = trust;
    }

    /** Ours, and the baseline where it is on the path. */
    static List<MapService> available(Path folder, String rootPem) throws IOException {
        Path trust = Files.writeString(folder.resolve("root.pem"), rootPem);
        Path settings = Files.writeString(
                folder.resolve("mta-sts.properties"),
                "listen = 127.0.0.1:" + PORT + "\nstore = memory\ntrust.file = " + trust + "\ncontrol.socket = none\n");
        List<MapService> services = new ArrayList<>();
        List<String> ours = List.of(
                java(),
                "-classpath",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "postfix",
                "--config");
        services.add(new MapService(
                "mta-sts postfix",
                PORT,
                Stream.concat(ours.stream(), Stream.of(settings.toString())).toList(),
                folder,
                trust));
        if (Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, PEER)))) {
            Path yaml = Files.writeString(
                    folder.resolve("peer.yml"),
                    "host: 127.0.0.1\nport: " + (PORT + 1) + "\ncache:\n  type: internal\n  options:\n"
                            + "    cache_size: 10000\ndefault_zone:\n  strict_testing: false\n  timeout: 4\n");
            services.add(new MapService(PEER, PORT + 1, List.of(PEER, "-c", yaml.toString()), folder, trust));
        } else {
            System.out.println("Left out: the baseline, because " + PEER + " is not on the path");
        }
        return services;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    String name() {
        return name;
    }

    /** Starts it, and returns when it accepts connections. */
    void start() throws IOException, InterruptedException {
        Path log = folder.resolve(name.replace(' ', '-') + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SSL_CERT_FILE", trust.toString());
        Process started = builder.start();
        process = started;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!accepts()) {
            if (started.waitFor(BETWEEN_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                throw new IOException(name + " did not start: " + Files.readString(log));
            }
        }
    }

    private boolean accepts() {
        try (Connection connection = connect()) {
            return connection.socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Connection connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Connection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }
}
