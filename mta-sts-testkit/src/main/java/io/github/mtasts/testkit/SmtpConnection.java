package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.ServerTls;
import io.github.mtasts.testkit.internal.SmtpStream;
import io.github.mtasts.testkit.internal.Workers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One SMTP session of an MX host (RFC 5321, RFC 3207), from the greeting to the end. */
final class SmtpConnection {
    private static final int MAX_MESSAGE = 64 << 20;

    private final String hostName;
    private final SmtpScript script;
    private final SmtpTranscript transcript;
    private final Consumer<MxServer.ReceivedMessage> delivered;
    private final Workers workers;
    private Socket socket;
    private SmtpStream stream;
    private boolean greeted;
    private @Nullable String sender;
    private final StringBuilder chunks = new StringBuilder();
    private final List<String> recipients = new ArrayList<>();

    SmtpConnection(
            String hostName,
            SmtpScript script,
            SmtpTranscript transcript,
            Consumer<MxServer.ReceivedMessage> delivered,
            Workers workers,
            Socket socket)
            throws IOException {
        this.hostName = hostName;
        this.script = script;
        this.transcript = transcript;
        this.delivered = delivered;
        this.workers = workers;
        this.socket = socket;
        this.stream = new SmtpStream(socket, transcript::inClear);
    }

    void serve() throws IOException {
        try {
            if (script.implicitTls && !handshake()) {
                return;
            }
            if (script.silentGreeting) {
                workers.pauseUntilClose();
                return;
            }
            if (script.endlessGreeting) {
                flood("220-" + hostName);
            }
            String greeting = script.greeting;
            reply(greeting == null ? "220 " + hostName + " ESMTP" : greeting);
            String line;
            do {
                line = read();
            } while (line != null && handle(line));
        } finally {
            transcript.end();
            socket.close();
        }
    }

    /** Handles a command; false if the session ends. */
    private boolean handle(String line) throws IOException {
        transcript.command(line);
        String[] parts = line.trim().split(" ", 2);
        String argument = parts.length == 2 ? parts[1].trim() : "";
        String verb = parts[0].toUpperCase(Locale.ROOT);
        switch (verb) {
            case "STARTTLS" -> {
                return startTls();
            }
            case "DATA" -> {
                return data();
            }
            case "BDAT" -> {
                return chunk(argument);
            }
            case "AUTH" -> {
                return authenticate(argument);
            }
            case "QUIT" -> {
                reply("221 2.0.0 bye");
                return false;
            }
            case "EHLO", "HELO" -> hello(verb, argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "RSET" -> {
                discardMessage();
                String scripted = script.rsetReply;
                reply(scripted == null ? "250 2.0.0 reset" : scripted);
            }
            case "NOOP" -> reply("250 2.0.0 ok");
            default -> reply("502 5.5.1 command not implemented");
        }
        return true;
    }

    private boolean secured() {
        return transcript.version() != null;
    }

    private void hello(String verb, String name) throws IOException {
        transcript.helo(name);
        discardMessage();
        String again = script.secondEhloReply;
        if (greeted && again != null) {
            reply(again);
            return;
        }
        greeted = true;
        String overTls = secured() ? script.ehloReplyOverTls : null;
        String scripted = overTls != null ? overTls : script.ehloReply;
        if (scripted != null) {
            reply(scripted);
        } else if (verb.equals("HELO")) {
            reply("250 " + hostName);
        } else {
            if (script.endlessEhlo) {
                flood("250-X-ENDLESS");
            }
            StringBuilder lines = new StringBuilder("250-" + hostName + "\r\n");
            if (script.lineLength > 0) {
                lines.append("250-X-").append("x".repeat(script.lineLength)).append("\r\n");
            }
            if (script.startTls && !secured()) {
                lines.append("250-STARTTLS\r\n");
            }
            if (secured() ? script.requireTlsOverTls : script.requireTlsInClear) {
                lines.append("250-REQUIRETLS\r\n");
            }
            script.extensions.forEach(
                    extension -> lines.append("250-").append(extension).append("\r\n"));
            reply(lines + "250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 52428800");
        }
    }

    /** Sends lines until the client closes the connection or the network closes. */
    private void flood(String line) throws IOException {
        String block = (line + "\r\n").repeat(100);
        while (!workers.isClosing()) {
            stream.write(block);
        }
    }

    private boolean startTls() throws IOException {
        String scripted = script.startTlsReply;
        if (scripted != null) {
            reply(scripted);
            return true;
        }
        if (!script.startTls || secured()) {
            reply("502 5.5.1 no STARTTLS here");
            return true;
        }
        say(script.injectedBefore220 + "220 2.0.0 ready\r\n" + script.injectedAfter220);
        return switch (script.handshake) {
            case NORMAL, CUT_AFTER, STALL_AFTER -> handshake();
            case CUT_AT_ONCE -> false;
            case CUT_AFTER_CLIENT_HELLO -> {
                stream.fill();
                yield false;
            }
            case STALL -> {
                workers.pauseUntilClose();
                yield false;
            }
            case SPEAK_IN_CLEAR -> {
                stream.fill();
                stream.leftover();
                reply("250 2.0.0 still in clear");
                yield true;
            }
        };
    }

    private boolean handshake() throws IOException {
        if (script.warningAlerts > 0) {
            stream.fill(); // the alerts answer the ClientHello: a client drops what comes before
        }
        InputStream early = stream.leftover();
        if (script.warningAlerts > 0) {
            // After the ClientHello has begun: a client drops what comes with the 220 reply.
            int first = early.read();
            byte[] begun = {(byte) (first >= 0 ? first : socket.getInputStream().read())};
            early = new SequenceInputStream(new ByteArrayInputStream(begun), early);
            ServerTls.warn(socket, script.warningAlerts);
        }
        SSLSocket tls =
                ServerTls.wrap(socket, early, script.certificate.serverContext(), script.tlsVersions, transcript::sni);
        tls.setNeedClientAuth(script.clientCertificate);
        workers.own(tls);
        try {
            tls.startHandshake();
        } catch (IOException e) {
            transcript.handshakeFailed(String.valueOf(e.getMessage()));
            tls.close();
            return false;
        }
        if (script.clientCertificate
                && tls.getSession().getPeerCertificates()[0] instanceof X509Certificate presented) {
            transcript.clientCertificate(presented);
        }
        if (script.handshake == SmtpScript.Handshake.CUT_AFTER) {
            return false;
        }
        if (script.handshake == SmtpScript.Handshake.STALL_AFTER) {
            workers.pauseUntilClose();
            return false;
        }
        // RFC 3207 section 4.2: after the handshake the server discards what it learned from the client before.
        transcript.helo("");
        greeted = false;
        discardMessage();
        transcript.secured(tls.getSession().getProtocol());
        socket = tls;
        stream = new SmtpStream(tls, transcript::overTls);
        if (!script.injectedAfterHandshake.isEmpty()) {
            say(script.injectedAfterHandshake);
        }
        return true;
    }

    private void mail(String argument) throws IOException {
        String scripted = script.mailReply;
        if (scripted != null) {
            reply(scripted);
            return;
        }
        if (argument.matches("(?i).*> .*\\bREQUIRETLS\\b.*") && !(secured() && script.requireTlsOverTls)) {
            reply("555 5.5.4 REQUIRETLS was not offered"); // RFC 5321 section 4.1.1.11
            return;
        }
        discardMessage();
        sender = path(argument);
        reply("250 2.1.0 ok");
    }

    private void rcpt(String argument) throws IOException {
        String own = script.rcptReplies.get(path(argument).toLowerCase(Locale.ROOT));
        String scripted = own == null ? script.rcptReply : own;
        if (scripted != null) {
            reply(scripted);
        } else if (sender == null) {
            reply("503 5.5.1 MAIL first");
        } else {
            recipients.add(path(argument));
            reply("250 2.1.5 ok");
        }
    }

    private boolean data() throws IOException {
        if (recipients.isEmpty() || sender == null) {
            reply("503 5.5.1 RCPT first");
            return true;
        }
        reply("354 go on");
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = read();
            if (line == null || body.length() > MAX_MESSAGE) {
                return false;
            }
            if (line.equals(".")) {
                break;
            }
            // RFC 5321 section 4.5.2
            body.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        String scripted = script.dataReply;
        if (scripted == null || scripted.startsWith("2")) {
            delivered.accept(message(sender, body.toString()));
        }
        discardMessage();
        reply(scripted == null ? "250 2.0.0 taken" : scripted);
        return true;
    }

    /** RFC 3030 section 2. */
    private boolean chunk(String argument) throws IOException {
        String[] parts = argument.split(" ", 2);
        String octets = parts[0].matches("[0-9]{1,7}") ? stream.readOctets(Integer.parseInt(parts[0])) : null;
        if (octets == null) {
            return false;
        }
        if (recipients.isEmpty() || sender == null) {
            reply("503 5.5.1 RCPT first");
            return true;
        }
        chunks.append(octets);
        if (parts.length == 2 && parts[1].equalsIgnoreCase("LAST")) {
            delivered.accept(message(sender, chunks.toString()));
            discardMessage();
        }
        reply("250 2.0.0 taken");
        return true;
    }

    /** RFC 4954, with any user name and password. */
    private boolean authenticate(String argument) throws IOException {
        int challenges = argument.contains(" ") ? 0 : argument.equalsIgnoreCase("LOGIN") ? 2 : 1; // name and password
        for (int i = 0; i < challenges; i++) {
            reply("334 ");
            if (read() == null) {
                return false;
            }
        }
        String scripted = script.authReply;
        reply(scripted == null ? "235 2.7.0 ok" : scripted);
        return true;
    }

    private MxServer.ReceivedMessage message(String from, String body) {
        // SmtpStream reads ISO 8859-1; most bodies are UTF-8.
        String text = new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return new MxServer.ReceivedMessage(
                from,
                List.copyOf(recipients),
                text,
                secured(),
                transcript.version(),
                transcript.sniName(),
                transcript.heloName());
    }

    private void discardMessage() {
        sender = null;
        recipients.clear();
        chunks.setLength(0);
    }

    private static String path(String argument) {
        int open = argument.indexOf('<');
        int close = argument.indexOf('>', open + 1);
        return open < 0 || close < 0 ? argument : argument.substring(open + 1, close);
    }

    private void reply(String text) throws IOException {
        say(text.endsWith("\r\n") ? text : text + "\r\n");
    }

    private void say(String text) throws IOException {
        transcript.said(text);
        stream.write(text);
    }

    private @Nullable String read() throws IOException {
        String line = stream.readLine();
        if (line != null) {
            transcript.heard(line);
        }
        return line;
    }
}
