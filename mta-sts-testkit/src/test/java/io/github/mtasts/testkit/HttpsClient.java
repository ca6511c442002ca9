package io.github.mtasts.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Sends one GET over TLS with the plain JDK, which verifies the name as for HTTPS. */
final class HttpsClient {
    record Answer(String head, String body, SSLSocket socket) {
        int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }
    }

    private HttpsClient() {}

    static Answer get(TestNetwork network, PolicyHost host) throws IOException {
        return get(network, host, network.ca().clientContext());
    }

    static Answer get(TestNetwork network, PolicyHost host, SSLContext context) throws IOException {
        Socket raw = network.sockets().createSocket();
        raw.setSoTimeout(120_000);
        raw.connect(host.address(), 5000);
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, host.name(), 443, true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setServerNames(List.of(new SNIHostName(host.name())));
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            String request = "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: " + host.name() + "\r\n\r\n";
            tls.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = tls.getInputStream();
            String head = readHead(in);
            return new Answer(head, readBody(in, head), tls);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(readOctet(in));
        }
        return head.toString();
    }

    private static char readOctet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException();
        }
        return (char) octet;
    }

    private static String readBody(InputStream in, String head) throws IOException {
        if (head.contains("Transfer-Encoding: chunked")) {
            return readChunks(in);
        }
        if (!head.contains("Content-Length")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        String length = head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException();
        }
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private static String readChunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            StringBuilder size = new StringBuilder();
            while (size.indexOf("\r\n") < 0) {
                size.append(readOctet(in));
            }
            int length = Integer.parseInt(size.toString().trim(), 16);
            body.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            in.readNBytes(2);
            if (length == 0) {
                return body.toString();
            }
        }
    }
}
