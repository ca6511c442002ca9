package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.ServerTls;
import io.github.mtasts.testkit.internal.SmtpStream;
import io.github.mtasts.testkit.internal.TrustAnyone;
import io.github.mtasts.testkit.internal.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One session with an attacker in the middle. The thread that serves the client reads its commands, a second one the
 * server's replies, until STARTTLS has succeeded; from then on both only copy.
 */
final class MitmConnection {
    private static final int MAX_LINES = 1000;

    private final MitmScript script;
    private final Mitm.Records records;
    private final Workers workers;
    private final Socket client;
    private final Socket server;
    private final SmtpStream fromClient;
    private final SmtpStream fromServer;
    private volatile @Nullable CompletableFuture<Boolean> startTls;

    MitmConnection(MitmScript script, Mitm.Records records, Workers workers, Socket client, InetSocketAddress real)
            throws IOException {
        this.script = script;
        this.records = records;
        this.workers = workers;
        this.client = client;
        this.server = workers.own(new Socket());
        server.connect(real);
        this.fromClient = new SmtpStream(client, records.fromClient()::add);
        this.fromServer = new SmtpStream(server, records.fromServer()::add);
    }

    void serve() throws IOException {
        try (client;
                server) {
            workers.run("mitm-replies", this::replies);
            commands();
        }
    }

    /** The client's commands, on their way to the server. */
    private void commands() throws IOException {
        for (String line = fromClient.readLine(); line != null; line = fromClient.readLine()) {
            String command = line.trim().toUpperCase(Locale.ROOT);
            boolean wantsTls = command.equals("STARTTLS");
            String refusal = wantsTls ? script.startTlsReply : script.ehloReply;
            if (refusal != null && (command.startsWith("EHLO") || command.startsWith("HELO"))) {
                fromClient.write(refusal + "\r\n");
            } else if (!wantsTls) {
                fromServer.write(line + "\r\n");
            } else if (refusal != null) {
                fromClient.write(refusal + "\r\n");
            } else if (agreed(line)) {
                secured();
                return;
            }
        }
    }

    /** Passes STARTTLS on and answers whether the server agreed. */
    private boolean agreed(String line) throws IOException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        startTls = answer;
        fromServer.write(line + "\r\n");
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    /** The server's replies, on their way to the client. */
    private void replies() throws IOException {
        try {
            boolean first = true;
            for (List<String> reply = reply(); !reply.isEmpty(); reply = reply()) {
                CompletableFuture<Boolean> awaited = startTls;
                boolean agreed = reply.get(0).startsWith("220");
                if (awaited != null && agreed) {
                    fromClient.write(script.injectedBefore220 + text(reply) + script.injectedAfter220);
                    awaited.complete(true);
                    return;
                }
                fromClient.write(altered(reply, first));
                first = false;
                if (awaited != null) {
                    startTls = null;
                    awaited.complete(false);
                }
            }
        } finally {
            CompletableFuture<Boolean> awaited = startTls;
            if (awaited == null) {
                client.close();
            } else if (!awaited.isDone()) {
                client.close();
                awaited.complete(false);
            }
        }
    }

    private String altered(List<String> reply, boolean first) {
        String greeting = script.greeting;
        if (first && greeting != null) {
            return greeting + "\r\n";
        }
        if (!first) {
            script.strip(reply);
        }
        return text(reply);
    }

    private static String text(List<String> reply) {
        return reply.isEmpty() ? "" : String.join("\r\n", reply) + "\r\n";
    }

    /** A whole reply (RFC 5321 section 4.2.1); empty at the end of the stream. */
    private List<String> reply() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = fromServer.readLine(); line != null; line = fromServer.readLine()) {
            lines.add(line);
            if (line.length() < 4 || line.charAt(3) != '-' || lines.size() == MAX_LINES) {
                break;
            }
        }
        return lines;
    }

    private void secured() throws IOException {
        ServerCertificate certificate = script.certificate;
        byte[] answer = script.handshakeAnswer;
        if (script.cutAfterStartTls) {
            return;
        }
        if (answer != null) {
            fromClient.fill();
            client.getOutputStream().write(answer);
            while (fromClient.fill()) {
                fromClient.leftover(); // all of it is on record
            }
        } else if (script.cutHandshake) {
            fromClient.fill();
        } else if (certificate == null) {
            copyBoth(
                    client,
                    fromClient.leftover(),
                    records.fromClient(),
                    server,
                    fromServer.leftover(),
                    records.fromServer());
        } else {
            terminate(certificate);
        }
    }

    /** TLS with the client under the attacker's certificate, and with the server as a client that trusts anyone. */
    private void terminate(ServerCertificate certificate) throws IOException {
        SSLSocket clientSide = workers.own(
                ServerTls.wrap(client, fromClient.leftover(), certificate.serverContext(), new String[0], name -> {}));
        SSLSocket serverSide = workers.own(
                (SSLSocket) TrustAnyone.context().getSocketFactory().createSocket(server, "", server.getPort(), true));
        try (clientSide;
                serverSide) {
            clientSide.startHandshake();
            serverSide.startHandshake();
            copyBoth(
                    clientSide,
                    InputStream.nullInputStream(),
                    records.decrypted(),
                    serverSide,
                    InputStream.nullInputStream(),
                    records.decrypted());
        }
    }

    private void copyBoth(
            Socket left,
            InputStream leftFirst,
            MitmRecord seenLeft,
            Socket right,
            InputStream rightFirst,
            MitmRecord seenRight)
            throws IOException {
        right.getOutputStream().write(leftFirst.readAllBytes());
        left.getOutputStream().write(rightFirst.readAllBytes());
        workers.run("mitm-copy", () -> copy(right, left, seenRight));
        copy(left, right, seenLeft);
    }

    private static void copy(Socket from, Socket to, MitmRecord seen) throws IOException {
        byte[] block = new byte[8192];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        try {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                seen.add(block, length);
                out.write(block, 0, length);
                out.flush();
            }
        } finally {
            to.close();
        }
    }
}
