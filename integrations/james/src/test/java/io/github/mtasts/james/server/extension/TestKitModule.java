package io.github.mtasts.james.server.extension;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Names;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.james.server.inside.PutOnClock;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;

/** Binds the plugin's ports to the test kit: its ports, its addresses and its root certificate. */
public final class TestKitModule extends AbstractModule {
    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), SocketFactory.class)
                .setBinding()
                .toInstance(new TestKitSockets(
                        Integer.getInteger("testkit.smtp.port"),
                        Integer.getInteger("testkit.https.port"),
                        Integer.getInteger("testkit.http.port")));
        OptionalBinder.newOptionalBinder(binder(), AddressGuard.class)
                .setBinding()
                .toInstance(AddressGuard.unrestricted());
        OptionalBinder.newOptionalBinder(binder(), TrustAnchors.class)
                .setBinding()
                .toInstance(TrustAnchors.of(List.of(root())));
        OptionalBinder.newOptionalBinder(
                        binder(),
                        Key.get(ScheduledExecutorService.class, Names.named("io.github.mtasts.james.refreshes")))
                .setBinding()
                .toInstance(new OftenScheduler());
        // James' clock is put on by a day at once: the monotonic clock goes with it, so that this is no jump.
        Clock clock = new PutOnClock();
        OptionalBinder.newOptionalBinder(
                        binder(), Key.get(LongSupplier.class, Names.named("io.github.mtasts.james.nanoTime")))
                .setBinding()
                .toInstance(() -> clock.millis() * 1_000_000);
    }

    private static X509Certificate root() {
        try (InputStream in = Files.newInputStream(Path.of(System.getProperty("testkit.root")))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
