package io.github.mtasts.tool.acme;

import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Connects to an ACME server, by the platform's authorities or by others. Thread-safe. */
final class AcmeConnections {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI directory;
    private final @Nullable SSLContext trust;

    /** @param anchors null for those of the Java platform */
    AcmeConnections(URI directory, @Nullable Path anchors) throws IOException {
        this.directory = directory;
        this.trust = anchors == null ? null : context(anchors);
    }

    private static SSLContext context(Path anchors) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate each : TrustAnchors.of(anchors).certificates()) {
                store.setCertificateEntry("anchor" + number++, each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IOException(anchors + " has no certificates in PEM", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    /** A session without any state of another one. */
    Session session() {
        Session session = trust == null
                ? new Session(directory, new GenericAcmeProvider())
                : new Session(directory, new Trusting(trust));
        session.networkSettings().setTimeout(TIMEOUT);
        return session;
    }

    private static final class Trusting extends GenericAcmeProvider {
        private final SSLContext trust;

        Trusting(SSLContext trust) {
            this.trust = trust;
        }

        @Override
        protected HttpConnector createHttpConnector(NetworkSettings settings) {
            return new HttpConnector(settings) {
                @Override
                public HttpClient.Builder createClientBuilder() {
                    return super.createClientBuilder().sslContext(trust);
                }
            };
        }
    }
}
