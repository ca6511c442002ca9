package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.AdjustableTrustManager;
import io.github.mtasts.lab.sender.Disposition;
import io.github.mtasts.lab.sender.SmtpDialogue;
import io.github.mtasts.testkit.TestNetwork;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.tls.TlsClientProtocol;
import org.jspecify.annotations.Nullable;

/** Sends to one host over SMTP, with TLS as the policy demands (RFC 3207, RFC 8461 section 4.2). */
final class Connections {
    private static final int SMTP = 25;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final String EHLO = "EHLO mail.author.test";

    private final TestNetwork net;
    private final Set<Flaw> flaws;
    private final CertificateCheck certificates;
    private final MxMatch match;
    private final DaneCheck daneCheck;
    private final AdjustableTrustManager sharedTrustManager = new AdjustableTrustManager();
    private final Map<String, Open> open = new HashMap<>();
    private final Set<String> tlsFailed = new HashSet<>();
    private final Set<String> tlsWorked = new HashSet<>();
    private @Nullable SSLContext sharedContext;

    /**
     * The target of a message.
     *
     * @param host the MX host
     * @param address its address
     * @param domain the recipient domain
     * @param policy the enforced policy, or null
     * @param dane what the DNS says about the host
     * @param requireTls whether the message requires REQUIRETLS
     */
    record Target(
            String host,
            InetAddress address,
            String domain,
            @Nullable Policy policy,
            HostState dane,
            boolean requireTls) {
        boolean isProtected() {
            return policy != null || dane.needsTls() || requireTls;
        }
    }

    /** A connection that stays open. */
    private record Open(Socket socket, SmtpDialogue smtp) {}

    /** The streams within TLS. */
    private record Secured(InputStream in, OutputStream out) {}

    Connections(TestNetwork net, Set<Flaw> flaws, CertificateCheck certificates) {
        this.net = net;
        this.flaws = flaws;
        this.certificates = certificates;
        this.match = new MxMatch(flaws);
        this.daneCheck = new DaneCheck(flaws, certificates);
    }

    Disposition send(Target target, Mail mail) throws GeneralSecurityException {
        Open shared = open.remove(target.host());
        if (shared != null) {
            try {
                return sent(target, shared.smtp(), mail);
            } catch (IOException e) {
                // The host has closed it; a new one is opened.
            } finally {
                closeQuietly(shared.socket());
            }
        }
        boolean inClear = tlsFailed.contains(target.host());
        tlsWorked.remove(target.host());
        Disposition disposition = attempt(target, mail, !inClear);
        boolean trustsHandshake = flaws.contains(Flaw.COUNTS_HANDSHAKES) && tlsWorked.contains(target.host());
        return disposition == Disposition.FAILED && !target.isProtected() && !inClear && !trustsHandshake
                ? attempt(target, mail, false)
                : disposition;
    }

    private Disposition attempt(Target target, Mail mail, boolean withTls) throws GeneralSecurityException {
        try {
            Socket socket = net.sockets().createSocket();
            boolean kept = false;
            try {
                socket.connect(new InetSocketAddress(target.address(), SMTP), PATIENCE_MILLIS);
                socket.setSoTimeout(flaws.contains(Flaw.WAITS_FOREVER) ? 0 : PATIENCE_MILLIS);
                SmtpDialogue smtp = ready(target, socket, withTls, mail);
                Disposition disposition = smtp == null ? Disposition.FAILED : sent(target, smtp, mail);
                if (smtp != null && disposition == Disposition.TAKEN && flaws.contains(Flaw.SHARES_CONNECTIONS)) {
                    open.put(target.host(), new Open(socket, smtp));
                    kept = true;
                }
                return disposition;
            } finally {
                if (!kept) {
                    socket.close();
                }
            }
        } catch (Refused e) {
            return Disposition.REFUSED;
        } catch (IOException e) {
            return Disposition.FAILED; // the message stays in the queue
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is not used again.
        }
    }

    /** A refusal that the sender believes. */
    private static final class Refused extends IOException {
        Refused() {
            super("refused");
        }
    }

    /** A connection on which MAIL comes next; null if none satisfies the policy. */
    private @Nullable SmtpDialogue ready(Target target, Socket socket, boolean withTls, Mail mail)
            throws IOException, GeneralSecurityException {
        InputStream in = flaws.contains(Flaw.KEEPS_EARLY_REPLIES)
                ? new BufferedInputStream(socket.getInputStream())
                : socket.getInputStream();
        SmtpDialogue smtp = new SmtpDialogue(socket.getOutputStream(), in, flaws.contains(Flaw.WAITS_FOREVER));
        SmtpDialogue.Reply reply = smtp.reply();
        if (!refused(target, reply)) {
            reply = smtp.command(EHLO);
        }
        if (refused(target, reply)) {
            return null;
        }
        boolean offered = offersStartTls(reply);
        SmtpDialogue.Reply offers = reply;
        if (withTls && offered) {
            reply = smtp.command("STARTTLS");
            if (!refused(target, reply) && reply.lines().get(0).startsWith("220")) {
                return secured(target, socket, early(in), offers, mail);
            }
        }
        boolean mustNot = target.isProtected() && withTls && !flaws.contains(Flaw.DOES_WITHOUT_STARTTLS);
        if (mustNot
                || (flaws.contains(Flaw.SAYS_EHLO_TWICE) && !smtp.command(EHLO).isTaken())) {
            return null;
        }
        notTwice(offers);
        return fitting(smtp, offers, mail);
    }

    /** Whether a reply is a refusal. A refusal that the sender believes, or one without a policy in force, ends the message. */
    private boolean refused(Target target, SmtpDialogue.Reply reply) throws Refused {
        boolean last = reply.kind() == '5' && reply.lines().get(0).charAt(1) != '0';
        if (reply.kind() == '5' && (flaws.contains(Flaw.BELIEVES_REFUSALS) || (last && !target.isProtected()))) {
            throw new Refused();
        }
        if (!reply.isTaken() && flaws.contains(Flaw.COUNTS_REFUSALS_AS_TLS)) {
            tlsFailed.add(target.host());
        }
        return !reply.isTaken();
    }

    private static boolean offersStartTls(SmtpDialogue.Reply reply) {
        return reply.lines().stream().anyMatch(line -> line.endsWith("STARTTLS"));
    }

    /** The layer that sends the message starts TLS where it is offered. It is not, or it has failed, at this point. */
    private void notTwice(SmtpDialogue.Reply offers) throws IOException {
        if (flaws.contains(Flaw.SEES_NO_TLS) && offersStartTls(offers)) {
            throw new IOException("TLS cannot be started again");
        }
    }

    private static InputStream early(InputStream in) throws IOException {
        return in instanceof BufferedInputStream
                ? new ByteArrayInputStream(in.readNBytes(in.available()))
                : InputStream.nullInputStream();
    }

    private SmtpDialogue secured(
            Target target, Socket socket, InputStream early, SmtpDialogue.Reply earlyOffers, Mail mail)
            throws IOException, GeneralSecurityException {
        Secured tls = handshake(target, socket);
        tlsWorked.add(target.host());
        SmtpDialogue smtp = new SmtpDialogue(tls.out(), new SequenceInputStream(early, tls.in()), false);
        SmtpDialogue.Reply offers = smtp.command(EHLO);
        notTwice(offers);
        SmtpDialogue.Reply counted = flaws.contains(Flaw.KEEPS_EARLY_OFFERS) ? earlyOffers : offers;
        if (target.requireTls()
                && counted.lines().stream()
                        .noneMatch(line ->
                                line.substring(Math.min(4, line.length())).equalsIgnoreCase("REQUIRETLS"))) {
            smtp.command("QUIT");
            throw new IOException("the host offers no REQUIRETLS");
        }
        return fitting(smtp, counted, mail);
    }

    private Secured handshake(Target target, Socket socket) throws IOException, GeneralSecurityException {
        if (flaws.contains(Flaw.TAKES_OLD_TLS)) {
            TlsClientProtocol tls = OldTlsClient.handshake(socket, target.host(), chain -> judge(target, chain));
            return new Secured(tls.getInputStream(), tls.getOutputStream());
        }
        boolean believes = flaws.contains(Flaw.BELIEVES_RESUMED_CHAINS);
        boolean shares = believes || flaws.contains(Flaw.RESUMES_UNCHECKED);
        AdjustableTrustManager trustManager = shares ? sharedTrustManager : new AdjustableTrustManager();
        trustManager.use(chain -> judge(target, chain));
        SSLContext context = shares ? shared() : context(trustManager);
        String peer = shares ? target.address().getHostAddress() : target.host();
        Socket below = flaws.contains(Flaw.ENDS_AT_WARNINGS) ? socket : new WarningTolerantSocket(socket);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(below, peer, SMTP, true);
        if (!shares) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(target.host())));
            tls.setSSLParameters(parameters);
        }
        try {
            tls.startHandshake();
            if (believes) {
                judgeAgain(target, tls.getSession());
            }
            return new Secured(tls.getInputStream(), tls.getOutputStream());
        } catch (IOException e) {
            if (flaws.contains(Flaw.FALLS_BACK)) {
                tlsFailed.add(target.host());
            }
            throw e;
        }
    }

    /** JSSE calls no trust manager for a resumed session. */
    private void judgeAgain(Target target, SSLSession session) throws IOException {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            judge(target, chain.toArray(new X509Certificate[0]));
        } catch (CertificateException e) {
            throw new IOException(e);
        }
    }

    private SSLContext shared() throws GeneralSecurityException {
        SSLContext context = sharedContext;
        if (context == null) {
            context = context(sharedTrustManager);
            sharedContext = context;
        }
        return context;
    }

    private static SSLContext context(AdjustableTrustManager trustManager) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trustManager}, null);
        return context;
    }

    /** Without a policy, TLSA records and REQUIRETLS any certificate is accepted. */
    private void judge(Target target, X509Certificate[] chain) throws CertificateException {
        HostState dane = target.dane();
        if (dane.kind() == HostState.Kind.RECORDS) {
            judgeByRecords(target, chain);
        }
        boolean isDane = dane.kind() == HostState.Kind.RECORDS
                || (dane.kind() == HostState.Kind.UNUSABLE && flaws.contains(Flaw.UNUSABLE_AUTHENTICATES));
        if (target.policy() != null || (target.requireTls() && !isDane)) {
            judgeByAuthorities(target, chain);
        }
    }

    private void judgeByRecords(Target target, X509Certificate[] chain) throws CertificateException {
        try {
            daneCheck.check(target.dane().records(), chain, target.host());
        } catch (CertificateException e) {
            if (!flaws.contains(Flaw.TAKES_PKIX_FOR_DANE)) {
                throw e;
            }
            judgeByAuthorities(target, chain);
        }
    }

    private void judgeByAuthorities(Target target, X509Certificate[] chain) throws CertificateException {
        Policy policy = target.policy();
        certificates.checkChain(chain);
        certificates.checkNames(
                chain[0],
                name -> certificates.standsFor(name, target.host())
                        || (policy != null && flaws.contains(Flaw.MATCHES_PATTERN_NAMES) && match.matches(policy, name))
                        || (flaws.contains(Flaw.ACCEPTS_DOMAIN_NAME) && name.equals(target.domain())));
    }

    /** RFC 1870 section 6: a message above the size limit of the host is not sent. */
    private static SmtpDialogue fitting(SmtpDialogue smtp, SmtpDialogue.Reply offers, Mail mail) throws Refused {
        for (String line : offers.lines()) {
            String offer = line.substring(Math.min(4, line.length()));
            if (offer.startsWith("SIZE ")
                    && mail.text().length() > Long.parseLong(offer.substring(5).trim())) {
                throw new Refused();
            }
        }
        return smtp;
    }

    private static Disposition sent(Target target, SmtpDialogue smtp, Mail mail) throws IOException {
        return Disposition.of(smtp.message(mail.from(), mail.to(), mail.text(), target.requireTls()));
    }

    void close() {
        open.values().forEach(one -> closeQuietly(one.socket()));
    }
}
