package io.github.mtasts.fetch.internal;

import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Checks revocation between the handshake and the request, because it may need I/O. */
final class RevocationStep implements Interceptor {
    private final CertificateVerifier verifier;
    private final RecordingTrustManager trust;

    RevocationStep(CertificateVerifier verifier, RecordingTrustManager trust) {
        this.verifier = verifier;
        this.trust = trust;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        List<CertificateFault> faults = verifier.checkRevocation(trust.chain(), stapled(chain.connection()));
        if (!faults.isEmpty()) {
            throw new RefusedException(Failures.revocation(faults));
        }
        return chain.proceed(chain.request());
    }

    private static List<byte[]> stapled(@org.jspecify.annotations.Nullable Connection connection) {
        if (connection != null
                && connection.socket() instanceof SSLSocket tls
                && tls.getSession() instanceof ExtendedSSLSession session) {
            return session.getStatusResponses();
        }
        return List.of();
    }
}
