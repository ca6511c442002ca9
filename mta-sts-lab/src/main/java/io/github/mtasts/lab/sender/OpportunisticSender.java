package io.github.mtasts.lab.sender;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * The controls without policies: TLS under any certificate and, unless TLS is required, in the clear if TLS fails. They
 * believe every refusal.
 */
public final class OpportunisticSender implements Sender {
    private static final int SMTP = 25;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final String EHLO = "EHLO mail.author.test";

    private final TestNetwork net;
    private final boolean tlsRequired;
    private final Dns dns;
    private final MailQueue queue;

    private OpportunisticSender(TestNetwork net, boolean tlsRequired) {
        this.net = net;
        this.tlsRequired = tlsRequired;
        this.dns = new Dns(net);
        this.queue = new MailQueue(net.clock());
    }

    /**
     * A kind that sends in the clear when TLS fails.
     *
     * @return the kind
     */
    public static SenderKind opportunistic() {
        return kind("opportunistic", false);
    }

    /**
     * A kind that sends over TLS only, and checks no certificate.
     *
     * @return the kind
     */
    public static SenderKind requireTls() {
        return kind("require-tls", true);
    }

    private static SenderKind kind(String name, boolean tlsRequired) {
        return new SenderKind() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Set<Ability> abilities() {
                return EnumSet.complementOf(EnumSet.of(Ability.REPORTS));
            }

            @Override
            public Sender start(TestNetwork net, Path folder) {
                return new OpportunisticSender(net, tlsRequired);
            }

            /** {@inheritDoc} This sender has no cache; a flood of ten domains is enough. */
            @Override
            public int rememberedDomains() {
                return 1;
            }
        };
    }

    @Override
    public void submit(Mail mail) throws Exception {
        queue.add(mail, this::isDone);
    }

    @Override
    public void retry() throws Exception {
        queue.runAll(this::isDone);
    }

    /** {@inheritDoc} It knows no rules. */
    @Override
    public void requireValidatedTls(String domain, List<String> hosts) {
        // The rule changes nothing.
    }

    /** {@inheritDoc} It has no cache and queries no policy record. */
    @Override
    public void suffer(OwnFault fault) {}

    @Override
    public void recover() {}

    /** {@inheritDoc} It has no state but the queue. */
    @Override
    public void restart() {}

    private boolean isDone(MailQueue.Entry entry, boolean lastTry) throws Exception {
        Disposition disposition = attempt(entry.mail());
        if (disposition == Disposition.REFUSED || (lastTry && disposition == Disposition.FAILED)) {
            Bounce.send(net, entry.mail(), "no host accepted it");
        }
        return disposition != Disposition.FAILED || lastTry;
    }

    private Disposition attempt(Mail mail) throws GeneralSecurityException {
        Dns.Answer<Dns.Mx> mx = dns.mx(mail.domain());
        if (mx.failed()) {
            return Disposition.FAILED;
        }
        List<String> hosts = mx.found().isEmpty()
                ? List.of(mail.domain())
                : mx.found().stream().map(Dns.Mx::host).toList();
        if (mx.absent() || hosts.contains("")) {
            return Disposition.REFUSED;
        }
        for (String host : hosts) {
            Dns.Answer<InetAddress> addresses = dns.addresses(host);
            if (addresses.found().isEmpty()) {
                continue;
            }
            Disposition disposition = attempt(addresses.found().get(0), mail, true);
            if (disposition == Disposition.FAILED && !tlsRequired) {
                disposition = attempt(addresses.found().get(0), mail, false);
            }
            if (disposition != Disposition.FAILED) {
                return disposition;
            }
        }
        return Disposition.FAILED;
    }

    private Disposition attempt(InetAddress address, Mail mail, boolean withTls) throws GeneralSecurityException {
        try (Socket socket = net.sockets().createSocket()) {
            socket.connect(new InetSocketAddress(address, SMTP), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            SmtpDialogue smtp = new SmtpDialogue(socket);
            SmtpDialogue.Reply reply = smtp.reply();
            if (reply.isTaken()) {
                reply = smtp.command(EHLO);
            }
            if (!reply.isTaken()) {
                return reply.kind() == '5' ? Disposition.REFUSED : Disposition.FAILED;
            }
            if (withTls && offersStartTls(reply) && smtp.command("STARTTLS").isTaken()) {
                return secured(socket, mail);
            }
            return tlsRequired ? Disposition.FAILED : sent(smtp, mail);
        } catch (IOException e) {
            return Disposition.FAILED; // the message stays in the queue
        }
    }

    private static boolean offersStartTls(SmtpDialogue.Reply reply) {
        return reply.lines().stream().anyMatch(line -> line.endsWith("STARTTLS"));
    }

    private static Disposition secured(Socket socket, Mail mail) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AdjustableTrustManager()}, null);
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "", SMTP, true)) {
            tls.startHandshake();
            SmtpDialogue smtp = new SmtpDialogue(tls);
            return smtp.command(EHLO).isTaken() ? sent(smtp, mail) : Disposition.FAILED;
        }
    }

    private static Disposition sent(SmtpDialogue smtp, Mail mail) throws IOException {
        return Disposition.of(smtp.message(mail.from(), mail.to(), mail.text()));
    }

    @Override
    public void close() {
        // The resolver holds no resources.
    }
}
