package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.Endpoint;
import io.github.mtasts.testkit.internal.VirtualNet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * An attacker between the clients and an MX host. It accepts the connections at all addresses of the host, relays them
 * to the host, and makes the changes that are set. It takes new connections only; older connections continue unchanged.
 * It keeps every octet it saw. Thread-safe.
 */
public final class Mitm {
    private final MxServer server;
    private final Endpoint real;
    private final MitmRecord record = new MitmRecord();
    private volatile MitmScript script = new MitmScript();

    Mitm(MxServer server, VirtualNet net) {
        this.server = server;
        this.real = server.endpoint();
        server.replaceEndpoint(net.endpoint("mitm-" + server.name(), client -> {
            record.begin();
            try {
                new MitmConnection(script, record, net.workers(), client, real.loopback()).serve();
            } finally {
                record.end();
            }
        }));
    }

    /**
     * The host that it impersonates.
     *
     * @return the name of the MX host
     */
    public String name() {
        return server.name();
    }

    /**
     * Removes the STARTTLS line from replies to EHLO.
     *
     * @return this
     */
    public Mitm stripStartTls() {
        script.stripping = MitmScript.Stripping.REMOVE;
        return this;
    }

    /**
     * Overwrites the offer of STARTTLS with spaces, as some firewalls do.
     *
     * @return this
     */
    public Mitm replaceStartTlsWithSpaces() {
        script.stripping = MitmScript.Stripping.BLANK;
        return this;
    }

    /**
     * Answers STARTTLS itself and does not relay it to the host.
     *
     * @param reply such as {@code 454 4.7.0 TLS not available} or {@code 554 5.7.0 no}
     * @return this
     */
    public Mitm refuseStartTls(String reply) {
        script.startTlsReply = reply;
        return this;
    }

    /**
     * Replaces the host's greeting.
     *
     * @param line such as {@code 554 no service}
     * @return this
     */
    public Mitm greet(String line) {
        script.greeting = line;
        return this;
    }

    /**
     * Answers EHLO and HELO itself and does not relay them to the host.
     *
     * @param reply such as {@code 502 5.5.1 no}
     * @return this
     */
    public Mitm refuseEhlo(String reply) {
        script.ehloReply = reply;
        return this;
    }

    /**
     * Adds a service extension to replies to EHLO, or replaces the host's line for it.
     *
     * @param extension its line, such as {@code SIZE 10}
     * @return this
     */
    public Mitm announce(String extension) {
        script.announced = extension;
        return this;
    }

    /**
     * Sends text to the host in the same write as the client's STARTTLS, after it, for hosts that would execute it
     * after the handshake.
     *
     * @param commands the text with its line ends
     * @return this
     */
    public Mitm injectCommands(String commands) {
        script.injectedCommands = commands;
        return this;
    }

    /**
     * Closes the connection after the 220 reply to STARTTLS.
     *
     * @return this
     */
    public Mitm cutAfterStartTls() {
        script.cutAfterStartTls = true;
        return this;
    }

    /**
     * Answers the ClientHello with these octets, such as a forged ServerHello or an SMTP reply in the clear, and closes
     * the connection when the client does.
     *
     * @param octets the answer
     * @return this
     */
    public Mitm answerClientHello(byte[] octets) {
        script.handshakeAnswer = octets.clone();
        return this;
    }

    /**
     * Answers the ClientHello as a server that supports only an old version, with the chain of the host but without its
     * key, and closes the connection when the client's reaction shows whether it accepted the version.
     *
     * @param version the version that it chooses
     * @return this
     */
    public Mitm downgradeTls(OldTls version) {
        script.oldTls = new OldTlsServer(version, server.certificate().chain());
        return this;
    }

    /**
     * Closes the connection when it receives the ClientHello.
     *
     * @return this
     */
    public Mitm cutHandshake() {
        script.cutHandshake = true;
        return this;
    }

    /**
     * Closes the connection during the handshake, after the host has answered the ClientHello.
     *
     * @param octets how many octets of the answer it relays
     * @return this
     */
    public Mitm cutHandshakeAfter(int octets) {
        script.cutAfterOctets = octets;
        return this;
    }

    /**
     * Terminates TLS with its own certificate, and opens TLS to the host.
     *
     * @param certificate the certificate that it presents to clients
     * @return this
     */
    public Mitm swapCertificate(ServerCertificate certificate) {
        script.certificate = certificate;
        return this;
    }

    /**
     * Sends text in the same write as the 220 reply to STARTTLS, after it and before the handshake.
     *
     * @param text the text with its line ends
     * @return this
     */
    public Mitm injectAfter220(String text) {
        script.injectedAfter220 = text;
        return this;
    }

    /**
     * Sends text in the same write as the 220 reply to STARTTLS, before it.
     *
     * @param text the text with its line ends
     * @return this
     */
    public Mitm injectBefore220(String text) {
        script.injectedBefore220 = text;
        return this;
    }

    /**
     * Relays without changes again.
     *
     * @return this
     */
    public Mitm reset() {
        script = new MitmScript();
        return this;
    }

    /** Returns the addresses to the host. The recordings are kept. */
    public void stop() {
        server.replaceEndpoint(real);
    }

    /**
     * The octets that the clients sent, as on the wire.
     *
     * @return the octets of all sessions
     */
    public byte[] sentByClients() {
        return record.fromClients().toByteArray();
    }

    /**
     * The octets that the host sent, as on the wire.
     *
     * @return the octets of all sessions
     */
    public byte[] sentByServer() {
        return record.fromServer().toByteArray();
    }

    /**
     * The octets that it read within TLS, because the client accepted its certificate.
     *
     * @return the octets of all sessions, both directions in the order of their arrival
     */
    public byte[] decrypted() {
        return record.decrypted().toByteArray();
    }

    /**
     * The old versions that a client accepted: it sent its ClientKeyExchange, or rejected something that it checks
     * after the version. A client that closes the connection, or whose alert may be about the version, did not accept
     * it.
     *
     * @return a subset of the versions that it chose
     */
    public Set<OldTls> downgradedTo() {
        return record.downgradedTo();
    }

    /**
     * The dialogue between each client and the attacker: lines that the client sent, and lines that it received from
     * the host or from the attacker. Lines within TLS are included only where the client accepted the attacker's
     * certificate. {@link #downgradeTls} and the client's reaction to it are described in words.
     *
     * @return a list of lines for each connection, oldest first; the first thousand lines
     */
    public List<List<SmtpLine>> dialogues() {
        return record.dialogues();
    }

    /**
     * Waits until all connections so far have ended.
     *
     * @param patience how long to wait
     * @return whether all ended in time
     * @throws InterruptedException if interrupted
     */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        return record.awaitIdle(patience);
    }

    /**
     * Whether a text was on the wire in the clear, in either direction.
     *
     * @param canary the text
     * @return true if it was
     */
    public boolean sawInClear(String canary) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(sentByClients());
        both.write('\n');
        both.writeBytes(sentByServer());
        return contains(both.toByteArray(), canary);
    }

    /**
     * Whether a text was within TLS that the attacker terminated.
     *
     * @param canary the text
     * @return true if it was
     */
    public boolean sawDecrypted(String canary) {
        return contains(decrypted(), canary);
    }

    private static boolean contains(byte[] octets, String canary) {
        String wanted = new String(canary.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(octets, StandardCharsets.ISO_8859_1).contains(wanted);
    }
}
