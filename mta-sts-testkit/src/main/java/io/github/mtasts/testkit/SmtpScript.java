package io.github.mtasts.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The behaviour of an MX host. Each setting is read at the point of a session at which it applies. */
final class SmtpScript {
    /** The behaviour between the 220 reply to STARTTLS and the end of the handshake. */
    enum Handshake {
        NORMAL,
        CUT_AT_ONCE,
        CUT_AFTER_CLIENT_HELLO,
        SPEAK_IN_CLEAR,
        STALL,
        CUT_AFTER,
        STALL_AFTER
    }

    volatile ServerCertificate certificate;
    volatile boolean startTls = true;
    volatile @Nullable String greeting;
    volatile @Nullable String ehloReply;
    volatile @Nullable String ehloReplyOverTls;
    volatile @Nullable String secondEhloReply;
    volatile List<String> extensions = List.of();
    volatile boolean requireTlsOverTls;
    volatile boolean requireTlsInClear;
    volatile boolean clientCertificate;
    volatile boolean implicitTls;
    volatile @Nullable String startTlsReply;
    volatile String injectedBefore220 = "";
    volatile String injectedAfter220 = "";
    volatile String injectedAfterHandshake = "";
    volatile String[] tlsVersions = {};
    volatile Handshake handshake = Handshake.NORMAL;
    volatile int warningAlerts;
    volatile boolean silentGreeting;
    volatile boolean endlessGreeting;
    volatile boolean endlessEhlo;
    volatile int lineLength;
    volatile @Nullable String authReply;
    volatile @Nullable String rsetReply;
    volatile @Nullable String mailReply;
    volatile @Nullable String rcptReply;
    final Map<String, String> rcptReplies = new ConcurrentHashMap<>();
    volatile @Nullable String dataReply;

    SmtpScript(ServerCertificate certificate) {
        this.certificate = certificate;
    }
}
