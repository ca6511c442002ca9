package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that neither sends nor closes holds up nobody who closes the connection. */
class SilentCloseTest {
    private static final String HOST = "mx1.example.com";
    /** A read may last longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int READ_LIMIT_MILLIS = 600_000;

    private final TestNetwork net = TestNetwork.start();
    private final ServerCertificate certificate = net.ca().issue(HOST);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        net.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void itsUserDoesNotWait(String version) throws Exception {
        connect(version, tls -> greeted(tls).close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void norDoesAPool(String version) throws Exception {
        connect(version, HandedOver::close);
    }

    private interface Close {
        void close(SSLSocket tls) throws Exception;
    }

    private void connect(String version, Close close) throws Exception {
        try (SSLServerSocket server = (SSLServerSocket) certificate
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setEnabledProtocols(new String[] {version});
            Future<?> silent = threads.submit(() -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                    accepted.getOutputStream().write('2');
                    closed.await();
                }
                return null;
            });
            Socket below = new Socket(server.getInetAddress(), server.getLocalPort());
            SSLSocket tls = (SSLSocket) client().getSocketFactory().createSocket(below, HOST, 25, true);
            assertThat(tls.getInputStream().read()).as("tickets come before it").isEqualTo('2');
            tls.setSoTimeout(READ_LIMIT_MILLIS);
            assertTimeoutPreemptively(PATIENCE, () -> close.close(tls));
            assertThat(tls.isClosed() && below.isClosed()).isTrue();
            closed.countDown();
            silent.get();
        }
    }

    private static GreetedTlsSocket greeted(SSLSocket tls) {
        EhloReply ehlo = new EhloReply(List.of("250 " + HOST));
        return new GreetedTlsSocket(tls, HOST, new FirstEhlo(tls, HOST, ehlo, new byte[0], null));
    }

    private SSLContext client() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(net.ca().trustStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
