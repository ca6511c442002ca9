package io.github.mtasts.tool.acme;

import io.github.mtasts.faults.FreePort;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tool.DebianPackage;
import io.github.mtasts.tool.PemText;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The ACME test server Pebble, from a Debian package that is unpacked below {@code target} and not installed, or from the path. It asks
 * the DNS server of the test network, and validates at a port of the test.
 */
public final class Pebble implements AutoCloseable {
    private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

    private final TestNetwork net;
    private final Path program;
    private final Path folder;
    private final int port;
    private final int management;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init") // by start
    private Process process;

    private String externalAccounts = "";

    private Pebble(TestNetwork net, Path program, Path folder) throws IOException {
        this.net = net;
        this.program = program;
        this.folder = folder;
        this.port = FreePort.choose();
        this.management = FreePort.choose();
    }

    /** The program; empty, with a line of output that says why, where it cannot be had. */
    public static Optional<Path> find() throws IOException, InterruptedException {
        for (String each : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(each, "pebble"))) {
                return Optional.of(Path.of(each, "pebble"));
            }
        }
        return DebianPackage.unpacked("pebble", "usr/bin/pebble").map(root -> root.resolve("usr/bin/pebble"));
    }

    public static Pebble of(TestNetwork net, Path program, Path folder) throws IOException {
        Pebble pebble = new Pebble(net, program, Files.createDirectories(folder));
        Files.writeString(pebble.trust(), net.ca().rootPem());
        return pebble;
    }

    /** Lets it register only accounts that are bound to an external one. */
    public Pebble wantsExternalAccount(String keyId, String key) {
        externalAccounts = ", \"externalAccountBindingRequired\": true, \"externalAccountMACKeys\": {\"" + keyId
                + "\": \"" + key + "\"}";
        return this;
    }

    /** Starts it, with nothing known from an earlier start, and waits until it listens. */
    public Pebble start(int tlsPort, int httpPort, int delaySeconds) throws IOException {
        ServerCertificate certificate = net.ca().issue("localhost");
        Files.writeString(folder.resolve("cert.pem"), PemText.of(certificate.chain()));
        Files.writeString(folder.resolve("key.pem"), PemText.of(certificate.privateKey()));
        Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d%s}}
                """.formatted(
                        port,
                        management,
                        folder.resolve("cert.pem"),
                        folder.resolve("key.pem"),
                        httpPort,
                        tlsPort,
                        externalAccounts));
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "-strict",
                        "-config",
                        folder.resolve("pebble.json").toString(),
                        "-dnsserver",
                        "127.0.0.1:" + net.dns().address().getPort())
                .redirectErrorStream(true);
        if (delaySeconds == 0) {
            builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        } else {
            builder.environment().put("PEBBLE_VA_SLEEPTIME", Integer.toString(delaySeconds));
        }
        process = builder.start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("ACME directory available")) {
                Thread drain = new Thread(() -> out.lines().forEach(lines::add));
                drain.setDaemon(true);
                drain.start();
                awaitListener();
                return this;
            }
        }
        throw new IOException("Pebble did not start");
    }

    /** It says where its directory is before it listens there. */
    private void awaitListener() throws IOException {
        while (!listens() && process.isAlive()) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        if (!process.isAlive()) {
            throw new IOException("Pebble ended with status " + process.exitValue());
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public URI directory() {
        return URI.create("https://localhost:" + port + "/dir");
    }

    /** The authority by which its own connections are trusted. */
    public Path trust() {
        return folder.resolve("trust.pem");
    }

    /** The root of the certificates that it issues since its last start, in PEM. */
    public String root() throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().sslContext(net.ca().clientContext()).build();
        return client.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + management + "/roots/0"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Waits until its log has a line with a text. */
    public void await(String text) throws InterruptedException {
        while (!lines.take().contains(text)) {
            // the next line
        }
    }

    public void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The lines of a configuration of publish. */
    public List<String> config() {
        return List.of("acme.directory=" + directory(), "acme.terms-agreed=true", "acme.trust=" + trust());
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
