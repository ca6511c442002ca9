package io.github.mtasts.interop;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.net.SocketFactory;

/** The certificates and files that a web server serves, and the library's fetch from it. */
final class WebSite {
    static final String DOMAIN = "interop.test";
    static final String HOST = "mta-sts.interop.test";
    static final int LIMIT = 65_536;

    private static final String POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx.interop.test\r\nmax_age: 86400\r\n";

    private final Authority ec = new Authority(Authority.Keys.EC);
    private final Authority rsa = new Authority(Authority.Keys.RSA);
    private final Authority ed25519 = new Authority(Authority.Keys.ED25519);
    private final int port = FreePort.choose();

    /** The port of every listener. */
    int port() {
        return port;
    }

    /** Writes the folders {@code tls} and {@code www} of a server. */
    void write(Path folder) throws IOException {
        Path tls = folder.resolve("tls");
        ec.issue(HOST).write(tls, "good");
        rsa.issue(HOST).write(tls, "rsa");
        ed25519.issue(HOST).write(tls, "ed25519");
        ec.issue("*." + DOMAIN).write(tls, "wildcard");
        ec.issue("www." + DOMAIN).write(tls, "wrong");
        ec.expired(HOST).write(tls, "expired");
        ec.early(HOST).write(tls, "early");
        ec.selfSigned(HOST).write(tls, "self-signed");
        ec.issue(HOST).alone().write(tls, "incomplete");
        ec.commonNameOnly(HOST).write(tls, "common-name");
        Authority.Leaf stapled = ec.issue(HOST);
        stapled.write(tls, "stapled");
        Files.write(tls.resolve("stapled.der"), ec.ocsp(stapled, false));
        Authority.Leaf revoked = ec.issue(HOST);
        revoked.write(tls, "revoked");
        Files.write(tls.resolve("revoked.der"), ec.ocsp(revoked, true));
        Files.writeString(tls.resolve("root.crt"), ec.rootPem());

        Path www = Files.createDirectories(folder.resolve("www"));
        Files.writeString(www.resolve("policy.txt"), POLICY);
        Files.writeString(www.resolve("lf.txt"), POLICY.replace("\r\n", "\n"));
        Files.writeString(www.resolve("no-last-line-end.txt"), POLICY.stripTrailing());
        Files.writeString(www.resolve("bom.txt"), "\ufeff" + POLICY);
        Files.write(www.resolve("utf-16.txt"), POLICY.getBytes(StandardCharsets.UTF_16));
        Files.writeString(www.resolve("empty.txt"), "");
        Files.writeString(www.resolve("page.txt"), "<!doctype html><title>Not found</title>\n");
        Files.writeString(www.resolve("limit.txt"), padded(LIMIT));
        Files.writeString(www.resolve("above.txt"), padded(LIMIT + 1));
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(POLICY.getBytes(StandardCharsets.US_ASCII));
        }
        Files.write(www.resolve("policy.txt.gz"), gzip.toByteArray());
    }

    private static String padded(int octets) {
        StringBuilder text = new StringBuilder(POLICY);
        String line = "x_note: " + "x".repeat(90) + "\r\n";
        while (text.length() + line.length() <= octets) {
            text.append(line);
        }
        // The last line is as long as what is missing.
        return text + " ".repeat(Math.max(0, octets - text.length()));
    }

    /** Fetches the policy from the server at some addresses, through the library. */
    FetchResult fetch(WebCase expected, List<String> addresses) {
        return fetch(expected, addresses, Revocation.OFF);
    }

    FetchResult fetch(WebCase expected, List<String> addresses, Revocation revocation) {
        try (HttpsPolicyFetcher fetcher = HttpsPolicyFetcher.builder()
                .addresses(host -> answer(host, addresses))
                .trustAnchors(TrustAnchors.of(List.of(ec.root(), rsa.root(), ed25519.root())))
                .addressGuard(AddressGuard.unrestricted())
                .socketFactory(new ToPort(port))
                .revocation(revocation)
                .timeout(expected.timeout())
                .build()) {
            return fetcher.fetch(PolicyDomain.of(DOMAIN));
        }
    }

    private static AddressAnswer answer(String host, List<String> addresses) {
        return host.equals(HOST)
                ? new AddressAnswer.Addresses(
                        addresses.stream().map(WebSite::address).toList())
                : new AddressAnswer.Absent(); // the OCSP responder of a certificate, for one
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(literal + " is no address", e);
        }
    }

    /** Sockets that reach the server's port where they are asked for port 443. */
    private static final class ToPort extends SocketFactory {
        private final int port;

        ToPort(int port) {
            this.port = port;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    super.connect(new InetSocketAddress(((InetSocketAddress) endpoint).getAddress(), port), timeout);
                }

                @Override
                public void connect(SocketAddress endpoint) throws IOException {
                    connect(endpoint, 0);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int remotePort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int remotePort, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int remotePort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int remotePort, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
