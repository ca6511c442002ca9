package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.VirtualNet;
import io.github.mtasts.testkit.internal.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP host on port 25 of its virtual addresses. By default it offers STARTTLS, has a valid certificate, and accepts
 * and keeps every message. A changed behaviour applies from then on, in open sessions too.
 */
public final class MxServer extends VirtualHost<MxServer> {
    private static final int SMTP = 25;

    private final VirtualNet net;
    private final ServerCertificate goodCertificate;
    private final Object lock = new Object();
    private final List<ReceivedMessage> messages = new ArrayList<>();
    private final List<SmtpTranscript> transcripts = new ArrayList<>();
    private final Set<Socket> open = new HashSet<>();
    private volatile SmtpScript script;

    /**
     * A message that the host accepted.
     *
     * @param from the reverse path, without angle brackets
     * @param recipients the forward paths, without angle brackets
     * @param body header and body with CRLF, dots unstuffed, read as UTF-8
     * @param tls whether it was received over TLS
     * @param tlsVersion such as {@code TLSv1.3}, or null
     * @param sni the server name in the ClientHello, or null
     * @param helo the name in the client's last EHLO or HELO
     */
    public record ReceivedMessage(
            String from,
            List<String> recipients,
            String body,
            boolean tls,
            @Nullable String tlsVersion,
            @Nullable String sni,
            String helo) {}

    /**
     * A connection to the host.
     *
     * @param remote the client's address
     * @param helo the name in the client's last EHLO or HELO
     * @param sni the server name in the ClientHello, or null
     * @param commands every command line, in the clear and over TLS
     * @param dialogue every line of both sides, the message included; the first thousand
     * @param tls whether a handshake succeeded
     * @param tlsVersion such as {@code TLSv1.3}, or null
     * @param handshakeFailure the TLS stack's message about a failed handshake, or null
     * @param ended whether the connection has ended
     */
    public record Session(
            String remote,
            String helo,
            @Nullable String sni,
            List<String> commands,
            List<SmtpLine> dialogue,
            boolean tls,
            @Nullable String tlsVersion,
            @Nullable String handshakeFailure,
            boolean ended) {}

    MxServer(String name, VirtualNet net, DnsServer dns, ServerCertificate certificate) {
        super(name, SMTP, net, dns);
        this.net = net;
        this.goodCertificate = certificate;
        this.script = new SmtpScript(certificate);
        open(this::serve);
    }

    @Override
    MxServer self() {
        return this;
    }

    private void serve(Socket socket) throws IOException {
        SmtpTranscript transcript = new SmtpTranscript(String.valueOf(socket.getRemoteSocketAddress()));
        synchronized (lock) {
            transcripts.add(transcript);
            open.add(socket);
        }
        try {
            new SmtpConnection(name(), script, transcript, this::keep, net.workers(), socket).serve();
        } finally {
            transcript.end();
            synchronized (lock) {
                open.remove(socket);
                lock.notifyAll();
            }
        }
    }

    private void keep(ReceivedMessage message) {
        synchronized (lock) {
            messages.add(message);
            lock.notifyAll();
        }
    }

    /**
     * Presents another certificate.
     *
     * @param certificate the certificate
     * @return this
     */
    public MxServer certificate(ServerCertificate certificate) {
        script.certificate = certificate;
        return this;
    }

    /**
     * The certificate that it presents.
     *
     * @return the certificate
     */
    public ServerCertificate certificate() {
        return script.certificate;
    }

    /**
     * Accepts these TLS versions only.
     *
     * @param versions such as {@code TLSv1.2}
     * @return this
     */
    public MxServer tlsVersions(String... versions) {
        script.tlsVersions = versions.clone();
        return this;
    }

    /**
     * Neither offers nor accepts STARTTLS.
     *
     * @return this
     */
    public MxServer noStartTls() {
        script.startTls = false;
        return this;
    }

    /**
     * Offers STARTTLS and answers it with this reply.
     *
     * @param reply such as {@code 454 4.7.0 TLS not available}
     * @return this
     */
    public MxServer startTlsReply(String reply) {
        script.startTlsReply = reply;
        return this;
    }

    /**
     * Greets with this line.
     *
     * @param line such as {@code 554 no service}
     * @return this
     */
    public MxServer greeting(String line) {
        script.greeting = line;
        return this;
    }

    /**
     * Answers EHLO and HELO with this reply.
     *
     * @param reply such as {@code 502 5.5.1 no}; lines of a longer reply are separated by CRLF
     * @return this
     */
    public MxServer ehloReply(String reply) {
        script.ehloReply = reply;
        return this;
    }

    /**
     * Answers EHLO and HELO over TLS with this reply; in the clear it answers as otherwise.
     *
     * @param reply such as {@code 421 4.3.2 busy}
     * @return this
     */
    public MxServer ehloReplyOverTls(String reply) {
        script.ehloReplyOverTls = reply;
        return this;
    }

    /**
     * Answers a second EHLO or HELO of a connection with this reply, as OpenSMTPD does. A TLS handshake between them makes the
     * next one the first again.
     *
     * @param reply such as {@code 503 5.5.1 Invalid command: Already identified}
     * @return this
     */
    public MxServer secondEhloReply(String reply) {
        script.secondEhloReply = reply;
        return this;
    }

    /**
     * Offers further extensions in its reply to EHLO. It takes BDAT and AUTH whether they are offered or not, AUTH with any
     * password.
     *
     * @param keywords such as {@code CHUNKING} or {@code AUTH PLAIN}
     * @return this
     */
    public MxServer extensions(String... keywords) {
        script.extensions = List.of(keywords);
        return this;
    }

    /**
     * Offers REQUIRETLS (RFC 8689) in its reply to EHLO over TLS. Without this it refuses the parameter with 555.
     *
     * @return this
     */
    public MxServer requireTls() {
        script.requireTlsOverTls = true;
        script.requireTlsInClear = false;
        return this;
    }

    /**
     * Offers REQUIRETLS in its reply to EHLO in the clear, and no longer over TLS: so does a host whose offer an attacker has added.
     *
     * @return this
     */
    public MxServer requireTlsOnlyInClear() {
        script.requireTlsOverTls = false;
        script.requireTlsInClear = true;
        return this;
    }

    /**
     * Answers credentials with this reply.
     *
     * @param reply such as {@code 535 5.7.8 wrong password}
     * @return this
     */
    public MxServer authReply(String reply) {
        script.authReply = reply;
        return this;
    }

    /**
     * Answers RSET with this reply.
     *
     * @param reply such as {@code 421 4.4.2 too many messages}
     * @return this
     */
    public MxServer rsetReply(String reply) {
        script.rsetReply = reply;
        return this;
    }

    /**
     * Answers MAIL with this reply.
     *
     * @param reply the reply
     * @return this
     */
    public MxServer mailReply(String reply) {
        script.mailReply = reply;
        return this;
    }

    /**
     * Answers RCPT with this reply.
     *
     * @param reply the reply
     * @return this
     */
    public MxServer rcptReply(String reply) {
        script.rcptReply = reply;
        return this;
    }

    /**
     * Answers RCPT for one recipient with this reply; it has precedence over {@link #rcptReply(String)}.
     *
     * @param recipient the forward path, without angle brackets, in any case
     * @param reply the reply
     * @return this
     */
    public MxServer rcptReply(String recipient, String reply) {
        script.rcptReplies.put(recipient.toLowerCase(Locale.ROOT), reply);
        return this;
    }

    /**
     * Answers the end of the message with this reply; the message is kept only if the reply starts with 2.
     *
     * @param reply the reply
     * @return this
     */
    public MxServer dataReply(String reply) {
        script.dataReply = reply;
        return this;
    }

    /**
     * Closes the connection after the 220 reply to STARTTLS.
     *
     * @return this
     */
    public MxServer cutAfterStartTls() {
        return handshake(SmtpScript.Handshake.CUT_AT_ONCE);
    }

    /**
     * Closes the connection after the ClientHello.
     *
     * @return this
     */
    public MxServer cutInHandshake() {
        return handshake(SmtpScript.Handshake.CUT_AFTER_CLIENT_HELLO);
    }

    /**
     * Answers the ClientHello with an SMTP reply in the clear.
     *
     * @return this
     */
    public MxServer plainAfter220() {
        return handshake(SmtpScript.Handshake.SPEAK_IN_CLEAR);
    }

    /**
     * Closes the connection after the handshake, without a reply over TLS.
     *
     * @return this
     */
    public MxServer cutAfterHandshake() {
        return handshake(SmtpScript.Handshake.CUT_AFTER);
    }

    /**
     * Completes the handshake and then sends nothing.
     *
     * @return this
     */
    public MxServer stallAfterHandshake() {
        return handshake(SmtpScript.Handshake.STALL_AFTER);
    }

    /**
     * Demands a certificate of its clients, and accepts any that has not expired. It refuses a client without one: in TLS 1.3
     * after the client has completed its handshake, in TLS 1.2 before.
     *
     * @return this
     */
    public MxServer demandClientCertificate() {
        script.clientCertificate = true;
        return this;
    }

    /**
     * Starts each connection with the TLS handshake (RFC 8314 section 3.3), before the greeting. The port stays the same.
     *
     * @return this
     */
    public MxServer implicitTls() {
        script.implicitTls = true;
        return this;
    }

    /**
     * Sends nothing after the 220 reply to STARTTLS.
     *
     * @return this
     */
    public MxServer stallInHandshake() {
        return handshake(SmtpScript.Handshake.STALL);
    }

    /**
     * Sends warning alerts (unrecognized_name) before the ServerHello and then goes on (RFC 6066 section 3).
     *
     * @param count how many alert records
     * @return this
     */
    public MxServer warningAlerts(int count) {
        script.warningAlerts = count;
        return this;
    }

    private MxServer handshake(SmtpScript.Handshake how) {
        script.handshake = how;
        return this;
    }

    /**
     * Sends text in the same write as the 220 reply to STARTTLS, before it.
     *
     * @param text the text with its line ends
     * @return this
     */
    public MxServer injectBefore220(String text) {
        script.injectedBefore220 = text;
        return this;
    }

    /**
     * Sends text in the same write as the 220 reply to STARTTLS, after it and before the handshake.
     *
     * @param text the text with its line ends
     * @return this
     */
    public MxServer injectAfter220(String text) {
        script.injectedAfter220 = text;
        return this;
    }

    /**
     * Sends text over TLS right after the handshake, before any command.
     *
     * @param text the text with its line ends
     * @return this
     */
    public MxServer injectAfterHandshake(String text) {
        script.injectedAfterHandshake = text;
        return this;
    }

    /**
     * Accepts connections and sends nothing.
     *
     * @return this
     */
    public MxServer silentGreeting() {
        script.silentGreeting = true;
        return this;
    }

    /**
     * Sends an endless greeting.
     *
     * @return this
     */
    public MxServer endlessGreeting() {
        script.endlessGreeting = true;
        return this;
    }

    /**
     * Sends an endless reply to EHLO.
     *
     * @return this
     */
    public MxServer endlessEhlo() {
        script.endlessEhlo = true;
        return this;
    }

    /**
     * Adds one long line to the reply to EHLO.
     *
     * @param octets its approximate length
     * @return this
     */
    public MxServer longLines(int octets) {
        script.lineLength = octets;
        return this;
    }

    /**
     * Restores the initial behaviour and certificate, and makes the host reachable. Messages and sessions are kept.
     *
     * @return this
     */
    public MxServer reset() {
        script = new SmtpScript(goodCertificate);
        return reachable();
    }

    /**
     * The accepted messages.
     *
     * @return an immutable copy, oldest first
     */
    public List<ReceivedMessage> messages() {
        synchronized (lock) {
            return List.copyOf(messages);
        }
    }

    /**
     * All connections so far.
     *
     * @return an immutable copy, oldest first
     */
    public List<Session> sessions() {
        synchronized (lock) {
            return transcripts.stream().map(SmtpTranscript::snapshot).toList();
        }
    }

    /**
     * The certificates that clients presented.
     *
     * @return the own certificate of each client that presented one, oldest first
     */
    public List<X509Certificate> clientCertificates() {
        synchronized (lock) {
            return transcripts.stream()
                    .map(SmtpTranscript::clientCertificate)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    /**
     * The octets that clients sent before or without TLS. ClientHellos are included only when the host read them as
     * SMTP.
     *
     * @return the octets of all sessions, one session after the other
     */
    public byte[] bytesInClear() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        synchronized (lock) {
            transcripts.forEach(transcript -> all.writeBytes(transcript.clear()));
        }
        return all.toByteArray();
    }

    /**
     * Whether a client sent a text in the clear.
     *
     * @param canary the text
     * @return true if some session carried it before or without TLS
     */
    public boolean sawInClear(String canary) {
        return saw(bytesInClear(), canary);
    }

    /**
     * Whether a client sent a text over TLS, in a complete message or otherwise.
     *
     * @param canary the text
     * @return true if some session carried it after its handshake
     */
    public boolean sawOverTls(String canary) {
        synchronized (lock) {
            return transcripts.stream().anyMatch(transcript -> saw(transcript.secured(), canary));
        }
    }

    private static boolean saw(byte[] octets, String canary) {
        String wanted = new String(canary.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(octets, StandardCharsets.ISO_8859_1).contains(wanted);
    }

    /**
     * Waits until it has accepted a number of messages.
     *
     * @param count how many in total
     * @param patience how long to wait
     * @return whether that many were accepted in time
     * @throws InterruptedException if interrupted
     */
    public boolean awaitMessages(int count, Duration patience) throws InterruptedException {
        return await(() -> messages.size() >= count, patience);
    }

    /**
     * Waits until all connections so far have ended. A client that closed first cannot know otherwise whether the
     * handshake failed on this side too, and how.
     *
     * @param patience how long to wait
     * @return whether all ended in time
     * @throws InterruptedException if interrupted
     */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        return await(() -> transcripts.stream().allMatch(one -> one.snapshot().ended()), patience);
    }

    private boolean await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (!condition.getAsBoolean()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                lock.wait(left);
            }
            return true;
        }
    }

    /**
     * Closes every open connection at once, as a server that is killed. New connections are accepted unless the host is
     * {@link #unreachable()}; sessions are resumed unless it has another {@link #certificate} afterwards.
     *
     * @return this
     */
    public MxServer dropConnections() {
        List<Socket> dropped;
        synchronized (lock) {
            dropped = List.copyOf(open);
        }
        dropped.forEach(Workers::closeQuietly);
        return this;
    }

    /**
     * Removes the accepted messages, in one step, and forgets the sessions: for programs that run for long.
     *
     * @return an immutable copy, oldest first
     */
    public List<ReceivedMessage> takeMessages() {
        synchronized (lock) {
            List<ReceivedMessage> taken = List.copyOf(messages);
            clear();
            return taken;
        }
    }

    /** Clears the lists of messages and sessions. */
    public void clear() {
        synchronized (lock) {
            messages.clear();
            transcripts.clear();
        }
    }
}
