package io.github.mtasts.testkit;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A minimal SMTP client that detects a broken MX host. It reads octet by octet, so that it misses nothing. */
final class SmtpClient implements AutoCloseable {
    private Socket socket;

    SmtpClient(TestNetwork network, MxServer server) throws IOException {
        socket = network.sockets().createSocket();
        socket.setSoTimeout(120_000);
        socket.connect(server.address(), 120_000);
    }

    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = socket.getInputStream().read();
        while (octet >= 0 && octet != '\n') {
            line.append((char) octet);
            octet = socket.getInputStream().read();
        }
        if (octet < 0 && line.length() == 0) {
            throw new SocketException("end of stream");
        }
        return line.toString().replace("\r", "");
    }

    List<String> reply() throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(readLine());
        } while (lines.get(lines.size() - 1).startsWith("-", 3));
        return lines;
    }

    List<String> command(String line) throws IOException {
        send(line);
        return reply();
    }

    void send(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    TlsRecord readRecord() throws IOException {
        return TlsRecord.read(socket.getInputStream());
    }

    SSLSocket startTls(SSLContext context, String host) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, 25, true);
        socket = tls;
        tls.startHandshake();
        return tls;
    }

    /** Runs greeting, EHLO, STARTTLS, handshake and EHLO. */
    SSLSocket secure(SSLContext context, String host) throws IOException {
        reply();
        command("EHLO client.test");
        command("STARTTLS");
        SSLSocket tls = startTls(context, host);
        command("EHLO client.test");
        return tls;
    }

    String deliver(String from, String to, String body) throws IOException {
        command("MAIL FROM:<" + from + ">");
        command("RCPT TO:<" + to + ">");
        command("DATA");
        return command(body + "\r\n.").get(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
