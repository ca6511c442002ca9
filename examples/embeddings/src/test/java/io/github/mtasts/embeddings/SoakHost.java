package io.github.mtasts.embeddings;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The MX hosts of the soak: two that work, and some with one fault each. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
enum SoakHost {
    GOOD(true, mx -> {}),
    GOOD_TLS12(true, mx -> mx.tlsVersions("TLSv1.2")),
    WARNING_ALERTS(true, mx -> mx.warningAlerts(4)),
    BUSY_OVER_TLS(true, mx -> mx.ehloReplyOverTls("421 4.3.2 busy")),
    GREYLISTING(true, mx -> mx.mailReply("451 4.7.1 later")),
    RESET_REFUSED(true, mx -> mx.rsetReply("421 4.4.2 too many messages")),
    INJECTED_TEXT(true, mx -> mx.injectAfter220("250-evil.example\r\n250 AUTH PLAIN\r\n")),
    NO_STARTTLS(false, MxServer::noStartTls),
    ONE_EHLO_ONLY(false, mx -> mx.noStartTls().secondEhloReply("503 5.5.1 Already identified")),
    STARTTLS_REFUSED(false, mx -> mx.startTlsReply("454 4.7.0 TLS not available")),
    CUT_IN_HANDSHAKE(false, MxServer::cutInHandshake),
    CUT_AFTER_HANDSHAKE(false, MxServer::cutAfterHandshake),
    CLIENT_CERTIFICATE_DEMANDED(false, MxServer::demandClientCertificate),
    GREETING_REFUSED(false, mx -> mx.greeting("554 5.3.2 go away")),
    NOT_IN_THE_POLICY(false, mx -> {}),
    WRONG_NAME(false, mx -> {}, (net, name) -> net.ca().issue("other." + name));

    private final boolean provable;
    private final Consumer<MxServer> prepare;
    private final BiFunction<TestNetwork, String, ServerCertificate> certificate;

    SoakHost(boolean provable, Consumer<MxServer> prepare) {
        this(provable, prepare, (net, name) -> net.ca().issue(name));
    }

    SoakHost(
            boolean provable,
            Consumer<MxServer> prepare,
            BiFunction<TestNetwork, String, ServerCertificate> certificate) {
        this.provable = provable;
        this.prepare = prepare;
        this.certificate = certificate;
    }

    String hostName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".hoster.example";
    }

    /** Whether mail under an enforce policy may go there. */
    boolean isProvable() {
        return provable;
    }

    MxServer start(TestNetwork net) {
        MxServer mx = net.mxServer(hostName());
        prepare.accept(mx);
        return mx.certificate(newCertificate(net));
    }

    ServerCertificate newCertificate(TestNetwork net) {
        return certificate.apply(net, hostName());
    }
}
