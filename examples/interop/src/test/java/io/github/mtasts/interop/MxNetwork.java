package io.github.mtasts.interop;

import static java.util.Objects.requireNonNull;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.netty.NettyMailSender;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** The library with a test network for DNS and policies, and real mail servers as MX hosts of one name. */
final class MxNetwork implements AutoCloseable {
    static final String HOST = "mx.interop.test";

    /** A policy, or none. */
    enum Mode {
        ENFORCE,
        TESTING,
        NONE,
        NO_POLICY
    }

    /**
     * What became of a message.
     *
     * @param result how it was delivered
     * @param detail what the library said, or the SMTP error after it handed the connection over
     * @param marker a text that the message contains
     * @param outcomes what the library recorded
     */
    record Delivery(MxCase.Result result, String detail, String marker, List<DeliveryOutcome> outcomes) {}

    private static final int PATIENCE_MILLIS = 120_000;

    private final TestNetwork net = TestNetwork.start();
    private final Authority ec = new Authority(Authority.Keys.EC);
    private final Authority rsa = new Authority(Authority.Keys.RSA);
    private final Authority ed25519 = new Authority(Authority.Keys.ED25519);
    private final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final DnsResolver dns = DnsResolver.builder()
            .server(net.dns().address())
            .timeout(Duration.ofMinutes(2))
            .build();
    private final MtaSts mtaSts = MtaSts.builder()
            .cache(new MapCache())
            .dns(dns)
            .trustAnchors(TrustAnchors.of(List.of(net.ca().root(), ec.root(), rsa.root(), ed25519.root())))
            .socketFactory(net.sockets())
            .clock(net.clock())
            .outcomes(outcomes::add)
            .build();

    /** The root of the certificates, except for those with other kinds of keys. */
    X509Certificate root() {
        return ec.root();
    }

    /** Writes the certificates of every configuration, and the roots as {@code root.crt}. */
    void writeCertificates(Path folder) throws IOException {
        ec.issue(HOST).write(folder, "good");
        rsa.issue(HOST).write(folder, "rsa");
        ed25519.issue(HOST).write(folder, "ed25519");
        ec.issue("*.interop.test").write(folder, "wildcard");
        ec.issue("mail.example.com").write(folder, "wrong");
        ec.expired(HOST).write(folder, "expired");
        ec.selfSigned(HOST).write(folder, "self-signed");
        ec.issue(HOST).alone().write(folder, "incomplete");
        ec.commonNameOnly(HOST).write(folder, "common-name");
        Files.writeString(folder.resolve("root.crt"), ec.rootPem() + rsa.rootPem() + ed25519.rootPem());
    }

    /** Sends a message to a domain whose MX host is at an address. */
    Delivery send(String label, Mode mode, InetSocketAddress server) throws MessagingException {
        String domain = mode.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + label + ".test";
        if (mode != Mode.NO_POLICY) {
            net.publish(domain, "1", TestNetwork.policy(mode.name().toLowerCase(Locale.ROOT), 86_400, HOST));
        }
        String marker = "marker-" + UUID.randomUUID();
        DeliveryRequest request = DeliveryRequest.willRetry(domain)
                .ehloName("mail.sender.example")
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            Candidate.Proceed host = (Candidate.Proceed) attempt.candidate(MxHost.of(HOST));
            Opening<Socket> opening = host.open(() -> dial(server));
            MxCase.Result result = MxCase.Result.REFUSED;
            String detail = opening.toString();
            if (opening instanceof Opening.Ready<Socket> ready) {
                String refusal = send(ready.connection(), domain, marker);
                detail = refusal == null ? detail : detail + ", then " + refusal;
                result = refusal == null ? result(ready) : MxCase.Result.REFUSED;
            }
            return new Delivery(result, detail, marker, outcomesOf(domain));
        }
    }

    /** Sends messages through a {@link MailSender}, one after another, to an enforcing domain whose MX host is at an address. */
    List<RecipientStatus> sendByMailSender(String label, InetSocketAddress server, List<String> markers)
            throws MessagingException {
        String domain = label + ".test";
        net.publish(domain, "1", TestNetwork.policy("enforce", 86_400, HOST));
        net.dns().mx(domain, 10, HOST).a(HOST, server.getAddress().getHostAddress());
        List<RecipientStatus> statuses = new ArrayList<>();
        try (MailSender sender = MailSender.builder(mtaSts, new MxLookup(dns, dns, Set.of()), "mail.sender.example")
                .socketFactory(new PortMap(server.getPort()))
                .connectLimit(Duration.ofMillis(PATIENCE_MILLIS))
                .build()) {
            for (String marker : markers) {
                Envelope envelope = Envelope.from("sender@sender.example")
                        .to("recipient@" + domain)
                        .build();
                MimeMessage message = message(Session.getInstance(new Properties()), domain, marker);
                statuses.add(sender.send(envelope, message).recipients().get(0).status());
            }
        }
        return statuses;
    }

    /** Sends messages through a {@link NettyMailSender}, as {@link #sendByMailSender} does. */
    List<RecipientStatus> sendByNettyMailSender(String label, InetSocketAddress server, List<String> markers)
            throws Exception {
        String domain = label + ".test";
        net.publish(domain, "1", TestNetwork.policy("enforce", 86_400, HOST));
        net.dns().mx(domain, 10, HOST).a(HOST, server.getAddress().getHostAddress());
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        List<RecipientStatus> statuses = new ArrayList<>();
        try (NettyMailSender sender = NettyMailSender.builder(
                        mtaSts,
                        new MxLookup(dns, dns, Set.of()),
                        new Bootstrap()
                                .group(loops)
                                .channel(NioSocketChannel.class)
                                .resolver(new OneServer(server)),
                        "mail.sender.example")
                .connectLimit(Duration.ofMillis(PATIENCE_MILLIS))
                .build()) {
            for (String marker : markers) {
                Envelope envelope = Envelope.from("sender@sender.example")
                        .to("recipient@" + domain)
                        .build();
                ByteArrayOutputStream octets = new ByteArrayOutputStream();
                message(Session.getInstance(new Properties()), domain, marker).writeTo(octets);
                statuses.add(sender.send(envelope, octets.toByteArray())
                        .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .recipients()
                        .get(0)
                        .status());
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        return statuses;
    }

    /** Leads every channel to one server, whatever port it is to have. */
    private static final class OneServer extends AddressResolverGroup<InetSocketAddress> {
        private final InetSocketAddress server;

        OneServer(InetSocketAddress server) {
            this.server = server;
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
                @Override
                protected boolean doIsResolved(InetSocketAddress address) {
                    return address.equals(server);
                }

                @Override
                protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
                    promise.setSuccess(server);
                }

                @Override
                protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
                    promise.setSuccess(List.of(server));
                }
            };
        }
    }

    private static MxCase.Result result(Opening.Ready<Socket> ready) {
        if (!ready.session().encrypted()) {
            return MxCase.Result.CLEAR;
        }
        return ready.session().validated() ? MxCase.Result.VALIDATED : MxCase.Result.ENCRYPTED;
    }

    private List<DeliveryOutcome> outcomesOf(String domain) {
        return outcomes.stream()
                .filter(outcome -> outcome.domain().equals(PolicyDomain.of(domain)))
                .toList();
    }

    private static Socket dial(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(server, PATIENCE_MILLIS);
        return socket;
    }

    /** Sends a message with Jakarta Mail; returns the refusal, or null. */
    private static @Nullable String send(Socket connection, String domain, String marker) throws MessagingException {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.localhost", "mail.sender.example");
        settings.setProperty("mail.smtp.timeout", Integer.toString(PATIENCE_MILLIS));
        Session session = Session.getInstance(settings);
        MimeMessage message = message(session, domain, marker);
        try (SMTPTransport transport = new SMTPTransport(session, null)) {
            transport.connect(connection);
            transport.sendMessage(message, message.getAllRecipients());
            return null;
        } catch (MessagingException e) {
            return requireNonNull(e.toString()).replaceAll("\\s+", " ");
        }
    }

    private static MimeMessage message(Session session, String domain, String marker) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("sender@sender.example"));
        message.setRecipient(RecipientType.TO, new InternetAddress("recipient@" + domain));
        message.setSubject("Interop");
        message.setText("This is " + marker + ".\r\n.\r\nThe line before this one is a dot.\r\n");
        message.saveChanges();
        return message;
    }

    @Override
    public void close() {
        mtaSts.close();
        dns.close();
        net.close();
    }

    /** A cache for one test: nothing is evicted, and nothing outlives the process. */
    static final class MapCache implements PolicyCache {
        private final Map<PolicyDomain, CachedPolicy> entries = new ConcurrentHashMap<>();

        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            return entries.get(domain);
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            entries.put(domain, entry);
        }
    }
}
