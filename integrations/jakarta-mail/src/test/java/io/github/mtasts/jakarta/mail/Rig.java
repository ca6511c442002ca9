package io.github.mtasts.jakarta.mail;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A sender over a test network. */
final class Rig implements AutoCloseable {
    static final String BODY = "canary-4711";
    static final String EHLO = "mail.sender.example";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final TestNetwork net = TestNetwork.start();
    final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
    final DnsResolver dns =
            DnsResolver.builder().server(net.dns().address()).timeout(PATIENCE).build();
    final MtaSts mtaSts = builder().build();
    final MxLookup mx = new MxLookup(dns, dns, Set.of());
    private final MailSender sender;

    Rig() {
        this((settings, network) -> settings);
    }

    Rig(UnaryOperator<MailSenderBuilder> choices) {
        this((settings, network) -> choices.apply(settings));
    }

    Rig(BiFunction<MailSenderBuilder, TestNetwork, MailSenderBuilder> choices) {
        MailSenderBuilder settings = MailSender.builder(mtaSts, mx, EHLO)
                .socketFactory(net.sockets())
                .connectLimit(PATIENCE);
        sender = choices.apply(settings, net).build();
    }

    MtaStsBuilder builder() {
        return MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .clock(net.clock())
                .outcomes(outcomes::add);
    }

    MailSender sender() {
        return sender;
    }

    /** A domain with one MX host, {@code mx.DOMAIN}, and a policy; mode none is no policy. */
    MxServer domain(String domain, String mode) {
        String host = "mx." + domain;
        if (!mode.equals("none")) {
            net.publish(domain, "1", TestNetwork.policy(mode, 86_400, host));
        }
        return net.mx(domain, host).mxServer(host);
    }

    RecipientStatus send(String recipient) throws MessagingException {
        return send(Envelope.from("a@sender.example").to(recipient).build())
                .recipients()
                .get(0)
                .status();
    }

    SendResult send(Envelope envelope) throws MessagingException {
        return sender.send(envelope, message());
    }

    static MimeMessage message() throws MessagingException {
        return message(Session.getInstance(new Properties()));
    }

    static MimeMessage message(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("a@sender.example"));
        message.setRecipient(RecipientType.TO, new InternetAddress("header@elsewhere.example"));
        message.setSubject("Test");
        message.setText(BODY);
        return message;
    }

    @Override
    public void close() {
        sender.close();
        mtaSts.close();
        dns.close();
        net.close();
    }
}
