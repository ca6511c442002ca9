package io.github.mtasts.tool.publish;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestScheduler;
import io.github.mtasts.tool.PemText;
import io.github.mtasts.tool.server.Events;
import io.github.mtasts.tool.server.ServiceLog;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A Policy Host of the command, within a network of the test kit: the library fetches from it. */
final class PublishedHost implements AutoCloseable {
    private final TestNetwork net;
    private final Path folder;
    private TestScheduler scheduler;
    private final Events events = new Events();
    private @Nullable PublishService service;
    private int changes;

    PublishedHost(TestNetwork net, Path folder) throws IOException {
        this.net = net;
        this.folder = folder;
        this.scheduler = new TestScheduler(net.clock());
        Files.createDirectories(folder.resolve("policies"));
        Files.createDirectories(folder.resolve("certificates"));
        Files.writeString(folder.resolve("delegations"), "");
    }

    /** Starts it; further lines of the configuration are added. */
    PublishedHost start(String... lines) throws IOException {
        open(lines);
        scheduler.runDue();
        return this;
    }

    /** Starts it without looking for certificates yet. */
    PublishedHost open(String... lines) throws IOException {
        String certificates = String.join("\n", lines).contains("acme.directory") ? "" : "certificates=certificates\n";
        Files.writeString(
                folder.resolve("publish.properties"),
                "listen=127.0.0.1:0\npolicies=policies\ndelegations=delegations\nstate=state\nstatus=127.0.0.1:0\n"
                        + certificates + String.join("\n", lines) + "\n");
        scheduler = new TestScheduler(net.clock()); // that of an earlier start goes with its service
        ServiceLog log = new ServiceLog(new PrintWriter(events), true, net.clock());
        service = PublishService.start(
                ConfigReader.read(folder.resolve("publish.properties")), log, net.clock(), scheduler);
        return this;
    }

    /** A policy file, with a certificate for its host. */
    PublishedHost policy(String domain, String policy) throws IOException {
        replace(folder.resolve("policies/" + domain + ".txt"), policy);
        Path certificate = folder.resolve("certificates/mta-sts." + domain + ".pem");
        if (!Files.exists(certificate)) {
            replace(certificate, PemText.of(net.ca().issue("mta-sts." + domain)));
        }
        return this;
    }

    /** Writes a file with a time that no other one has had. */
    void replace(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.now().minusSeconds(10_000).plusSeconds(changes++)));
    }

    /** As many looks at the files as it takes until a change counts. */
    void looks(int count) {
        for (int i = 0; i < count; i++) {
            net.clock().advance(Duration.ofSeconds(3));
            scheduler.runDue();
        }
    }

    String events() {
        return events.toString();
    }

    Events log() {
        return events;
    }

    int challengePort() {
        return running().addresses().get(1).getPort();
    }

    int port() {
        return running().addresses().get(0).getPort();
    }

    InetSocketAddress status() {
        return running().addresses().get(running().addresses().size() - 1);
    }

    /** The library as a sender. */
    HttpsPolicyFetcher sender() {
        return sender(net.ca().root());
    }

    /** The library as a sender that trusts an authority. */
    HttpsPolicyFetcher sender(X509Certificate root) {
        return HttpsPolicyFetcher.builder()
                .addresses(DnsResolver.builder().server(net.dns().address()).build())
                .trustAnchors(TrustAnchors.of(List.of(root)))
                .addressGuard(AddressGuard.unrestricted())
                .socketFactory(toThisHost())
                .build();
    }

    /** Connects here, whatever the address. */
    SocketFactory toThisHost() {
        int port = port();
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return new Socket() {
                    @Override
                    public void connect(SocketAddress endpoint, int timeout) throws IOException {
                        super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
                    }
                };
            }

            @Override
            public Socket createSocket(String host, int other) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int other, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int other) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int other, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** A TLS session with this host that names a host. */
    SSLSocket session(String host) throws IOException {
        SSLSocket socket = (SSLSocket)
                net.ca().clientContext().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
        SSLParameters parameters = socket.getSSLParameters();
        if (!host.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    X509Certificate certificate(String host) throws IOException {
        try (SSLSocket socket = session(host)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** What it answers to a request, as it is on the wire. */
    String answer(String host, String request) throws IOException {
        try (SSLSocket socket = session(host)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the status port answers. */
    String status(String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(status());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private PublishService running() {
        return Objects.requireNonNull(service, "not started");
    }

    void stop() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
