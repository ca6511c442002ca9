package io.github.mtasts.testkit;

import io.github.mtasts.testkit.SmtpLine.Speaker;
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
 * One session with an attacker in the middle. Until STARTTLS has succeeded, one thread reads the client's commands and
 * another the server's replies; afterwards both only copy.
 */
final class MitmConnection {
    private static final int MAX_LINES = 1000;

    private final MitmScript script;
    private final MitmRecord record;
    private final Dialogue dialogue;
    private final Workers workers;
    private final Socket client;
    private final Socket server;
    private final SmtpStream fromClient;
    private final SmtpStream fromServer;
    private volatile @Nullable CompletableFuture<Boolean> startTls;
    private volatile boolean greeted;

    MitmConnection(MitmScript script, MitmRecord record, Workers workers, Socket client, InetSocketAddress real)
            throws IOException {
        this.script = script;
        this.record = record;
        this.dialogue = record.newDialogue();
        this.workers = workers;
        this.client = client;
        this.server = workers.own(new Socket());
        server.connect(real);
        server.setTcpNoDelay(true);
        this.fromClient = new SmtpStream(client, record.fromClients()::add);
        this.fromServer = new SmtpStream(server, record.fromServer()::add);
    }

    void serve() throws IOException {
        try (client;
                server) {
            workers.run("mitm-replies", this::replies);
            commands();
        }
    }

    /** Relays the client's commands to the server. */
    private void commands() throws IOException {
        for (String line = fromClient.readLine(); line != null; line = fromClient.readLine()) {
            dialogue.add(Speaker.CLIENT, false, line);
            String command = line.trim().toUpperCase(Locale.ROOT);
            boolean wantsTls = command.equals("STARTTLS");
            boolean greets = command.startsWith("EHLO") || command.startsWith("HELO");
            greeted = greets;
            String refusal = wantsTls ? script.startTlsReply : greets ? script.ehloReply : null;
            if (refusal != null) {
                toClient(Speaker.ATTACKER, refusal + "\r\n");
            } else if (!wantsTls) {
                fromServer.write(line + "\r\n");
            } else if (agreed(line)) {
                secured();
                return;
            }
        }
    }

    private void toClient(Speaker speaker, String text) throws IOException {
        dialogue.addAll(speaker, false, text);
        fromClient.write(text);
    }

    /** Relays STARTTLS; true if the server accepted it. */
    private boolean agreed(String line) throws IOException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        startTls = answer;
        dialogue.addAll(Speaker.ATTACKER, false, script.injectedCommands);
        fromServer.write(line + "\r\n" + script.injectedCommands);
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    /** Relays the server's replies to the client. */
    private void replies() throws IOException {
        try {
            boolean first = true;
            for (List<String> reply = reply(); !reply.isEmpty(); reply = reply()) {
                CompletableFuture<Boolean> awaited = startTls;
                boolean agreed = reply.get(0).startsWith("220");
                if (awaited != null && agreed) {
                    // All in one write: a careless client keeps what it reads together with the 220 line.
                    fromClient.write(script.injectedBefore220 + text(reply) + script.injectedAfter220);
                    dialogue.addAll(Speaker.ATTACKER, false, script.injectedBefore220);
                    dialogue.addAll(Speaker.HOST, false, text(reply));
                    dialogue.addAll(Speaker.ATTACKER, false, script.injectedAfter220);
                    awaited.complete(true);
                    return;
                }
                String original = text(reply);
                String passed = altered(reply, first);
                toClient(passed.equals(original) ? Speaker.HOST : Speaker.ATTACKER, passed);
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
        if (greeted) {
            script.alterOffers(reply);
        }
        return text(reply);
    }

    private static String text(List<String> reply) {
        return reply.isEmpty() ? "" : String.join("\r\n", reply) + "\r\n";
    }

    /** A complete reply (RFC 5321 section 4.2.1); empty at the end of the stream. */
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
        OldTlsServer old = script.oldTls;
        if (script.cutAfterStartTls) {
            return;
        }
        if (answer != null) {
            fromClient.fill();
            client.getOutputStream().write(answer);
            dialogue.addAll(Speaker.ATTACKER, false, answer, answer.length);
            while (fromClient.fill()) {
                fromClient.leftover(); // all of it is recorded
            }
        } else if (old != null) {
            downgrade(old);
        } else if (script.cutHandshake) {
            fromClient.fill();
        } else if (script.cutAfterOctets >= 0) {
            cutWithin(script.cutAfterOctets);
        } else if (certificate == null) {
            relay();
        } else {
            terminate(certificate);
        }
    }

    private void downgrade(OldTlsServer old) throws IOException {
        InputStream in = fromClient.rest();
        ClientHello hello = ClientHello.read(in);
        OldSuite suite = old.suite(hello);
        dialogue.add(
                Speaker.ATTACKER, false, "chooses " + old.version() + ", " + suite + ", under the host's certificate");
        client.getOutputStream().write(old.answer(hello));
        ClientReaction reaction = ClientReaction.read(in, old.version(), suite.isSigned());
        dialogue.add(Speaker.CLIENT, false, reaction.words());
        if (reaction.goesOn()) {
            record.downgraded(old.version());
        }
    }

    private void cutWithin(int octets) throws IOException {
        fromClient.fill();
        fromClient.leftover().transferTo(server.getOutputStream());
        client.getOutputStream().write(server.getInputStream().readNBytes(octets));
    }

    /** Relays TLS between client and server, which the attacker cannot read. */
    private void relay() throws IOException {
        server.getOutputStream().write(fromClient.leftover().readAllBytes());
        client.getOutputStream().write(fromServer.leftover().readAllBytes());
        copyBoth(
                new Copy(client, server, record.fromClients()::add),
                new Copy(server, client, record.fromServer()::add));
    }

    /**
     * Terminates the client's TLS with the attacker's certificate, and opens TLS to the server without checking its
     * certificate.
     */
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
                    new Copy(clientSide, serverSide, (block, length) -> read(Speaker.CLIENT, block, length)),
                    new Copy(serverSide, clientSide, (block, length) -> read(Speaker.HOST, block, length)));
        }
    }

    private void read(Speaker speaker, byte[] block, int length) {
        record.decrypted().add(block, length);
        dialogue.addAll(speaker, true, block, length);
    }

    private void copyBoth(Copy commands, Copy replies) throws IOException {
        workers.run("mitm-copy", replies::run);
        commands.run();
    }

    /** Copies one direction of a connection. */
    private record Copy(Socket from, Socket to, SmtpStream.Tap seen) {
        void run() throws IOException {
            byte[] block = new byte[8192];
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            try {
                for (int length = in.read(block); length >= 0; length = in.read(block)) {
                    seen.received(block, length);
                    out.write(block, 0, length);
                    out.flush();
                }
            } finally {
                to.close();
            }
        }
    }
}
