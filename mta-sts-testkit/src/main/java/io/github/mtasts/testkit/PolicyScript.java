package io.github.mtasts.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The behaviour of a policy host. Each setting is read at the point of a connection at which it applies. */
final class PolicyScript {
    static final int WHOLE = 8192;

    enum Handshake {
        NORMAL,
        CUT,
        STALL
    }

    volatile ServerCertificate certificate;
    volatile String[] tlsVersions = {};
    volatile Handshake handshake = Handshake.NORMAL;
    volatile int warningAlerts;
    volatile boolean http1Only;
    volatile int status = 200;
    volatile @Nullable String contentType = "text/plain";
    final List<Map.Entry<String, String>> headers = new CopyOnWriteArrayList<>();
    volatile ByteString body = ByteString.EMPTY;
    volatile long size = -1;
    volatile boolean withLength = true;
    volatile boolean endedByClose;
    volatile Duration delay = Duration.ZERO;
    volatile int pieceSize = WHOLE;
    volatile Duration period = Duration.ZERO;
    volatile long cutAfter = -1;
    volatile boolean stall;
    volatile @Nullable Function<PolicyHost.Request, PolicyHost.Response> answer;

    PolicyScript(ServerCertificate certificate) {
        this.certificate = certificate;
    }
}
