package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.Endpoint;
import io.github.mtasts.testkit.internal.VirtualNet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * An attacker between the clients and an MX host: at all addresses of the host it takes the connections, relays them
 * to the host, and alters what it is told to. New connections only are taken; those from before go on untouched. It
 * keeps every octet it saw. Thread-safe.
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
     * Whom it impersonates.
     *
     * @return the name of the MX host
     */
    public String name() {
        return server.name();
    }

    /**
     * Takes the line that offers STARTTLS out of the replies to EHLO.
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
     * Answers STARTTLS itself and does not tell the host.
     *
     * @param reply such as {@code 454 4.7.0 TLS not available} or {@code 554 5.7.0 no}
     * @return this
     */
    public Mitm refuseStartTls(String reply) {
        script.startTlsReply = reply;
        return this;
    }

    /**
     * Puts another greeting in place of the host's.
     *
     * @param line such as {@code 554 no service}
     * @return this
     */
    public Mitm greet(String line) {
        script.greeting = line;
        return this;
    }

    /**
     * Answers EHLO and HELO itself and does not tell the host.
     *
     * @param reply such as {@code 502 5.5.1 no}
     * @return this
     */
    public Mitm refuseEhlo(String reply) {
        script.ehloReply = reply;
        return this;
    }

    /**
     * Puts a service extension into the replies to EHLO, in place of what the host says of it.
     *
     * @param extension its line, such as {@code SIZE 10}
     * @return this
     */
    public Mitm announce(String extension) {
        script.announced = extension;
        return this;
    }

    /**
     * Sends the host text in the same write as the client's STARTTLS, behind it, for a host that would run it after the
     * handshake.
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
     * Answers the ClientHello with these octets and closes the connection when the client has had enough: a forged
     * ServerHello, or an SMTP reply in the clear.
     *
     * @param octets what it answers
     * @return this
     */
    public Mitm answerClientHello(byte[] octets) {
        script.handshakeAnswer = octets.clone();
        return this;
    }

    /**
     * Answers the ClientHello as a server that knows nothing newer than an old version, with the chain of the host, whose
     * key it has not, and closes the connection when the client has said whether it goes on.
     *
     * @param version what it chooses
     * @return this
     */
    public Mitm downgradeTls(OldTls version) {
        script.oldTls = new OldTlsServer(version, server.certificate().chain());
        return this;
    }

    /**
     * Closes the connection when the ClientHello comes.
     *
     * @return this
     */
    public Mitm cutHandshake() {
        script.cutHandshake = true;
        return this;
    }

    /**
     * Closes the connection within the handshake, when the host has answered the ClientHello.
     *
     * @param octets how many octets of the answer it lets through
     * @return this
     */
    public Mitm cutHandshakeAfter(int octets) {
        script.cutAfterOctets = octets;
        return this;
    }

    /**
     * Ends TLS itself, under a certificate of its own, and speaks TLS to the host in turn.
     *
     * @param certificate what it shows the clients
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
     * Relays faithfully again.
     *
     * @return this
     */
    public Mitm reset() {
        script = new MitmScript();
        return this;
    }

    /** Gives the addresses back to the host. What was recorded stays. */
    public void stop() {
        server.replaceEndpoint(real);
    }

    /**
     * Every octet the clients sent, as it was on the wire.
     *
     * @return the octets of all sessions
     */
    public byte[] sentByClients() {
        return record.fromClients().toByteArray();
    }

    /**
     * Every octet the host sent, as it was on the wire.
     *
     * @return the octets of all sessions
     */
    public byte[] sentByServer() {
        return record.fromServer().toByteArray();
    }

    /**
     * What it read within TLS, because the client took its certificate.
     *
     * @return the octets of all sessions, both directions in the order of their arrival
     */
    public byte[] decrypted() {
        return record.decrypted().toByteArray();
    }

    /**
     * The old versions that a client went on with: it sent its ClientKeyExchange, or objected to something that comes
     * after the version. A client that closes the connection, or whose alert may be about the version, did not.
     *
     * @return some of those it was told to choose
     */
    public Set<OldTls> downgradedTo() {
        return record.downgradedTo();
    }

    /**
     * What was said between each client and the attacker: to the client by the host and passed on, or by the attacker
     * himself; within TLS only where the client took the attacker's certificate. What {@link #downgradeTls} and its answer
     * are is said in words.
     *
     * @return a list of lines for each connection, oldest first; the first thousand lines
     */
    public List<List<SmtpLine>> dialogues() {
        return record.dialogues();
    }

    /**
     * Waits until every connection so far is over.
     *
     * @param patience how long to wait
     * @return whether all were over in time
     * @throws InterruptedException if interrupted
     */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        return record.awaitIdle(patience);
    }

    /**
     * Whether a text was on the wire, in either direction, for everybody to read.
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
     * Whether a text was within TLS that ended at the attacker.
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
