package io.github.mtasts.james;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Named;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.trust.TrustAnchors;
import java.io.FileNotFoundException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.utils.PropertiesProvider;

/**
 * The Guice module of the plugin, for {@code guice.extension.module} in {@code extensions.properties}.
 *
 * <p>Another module in that list can set a {@link SocketFactory} for connections to Policy Hosts and MX hosts, an {@link AddressGuard}
 * for those to Policy Hosts, and {@link TrustAnchors}, each by {@code OptionalBinder.newOptionalBinder(binder(), ...).setBinding()}.
 */
public final class MtaStsModule extends AbstractModule {
    private static final String FILE = "mta-sts";
    /** The monotonic clock, by which a jump of James' clock is noticed: tests that put James' clock on set it. */
    private static final String NANO_TIME = "io.github.mtasts.james.nanoTime";
    /** Runs the refresh of policies: tests that put James' clock on do not wait for the next minute. */
    private static final String REFRESHES = "io.github.mtasts.james.refreshes";

    /** Called by James. */
    public MtaStsModule() {
        // nothing to set
    }

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), SocketFactory.class);
        OptionalBinder.newOptionalBinder(binder(), AddressGuard.class);
        OptionalBinder.newOptionalBinder(binder(), TrustAnchors.class);
        OptionalBinder.newOptionalBinder(
                binder(), Key.get(ScheduledExecutorService.class, com.google.inject.name.Names.named(REFRESHES)));
        OptionalBinder.newOptionalBinder(
                        binder(), Key.get(LongSupplier.class, com.google.inject.name.Names.named(NANO_TIME)))
                .setDefault()
                .toInstance(System::nanoTime);
    }

    @Provides
    Ports ports(
            Optional<SocketFactory> sockets,
            Optional<AddressGuard> guard,
            Optional<TrustAnchors> anchors,
            @Named(REFRESHES) Optional<ScheduledExecutorService> refreshes,
            Clock clock,
            @Named(NANO_TIME) LongSupplier nanoTime) {
        return new Ports(sockets, guard, anchors, refreshes, clock, nanoTime);
    }

    @Provides
    Services services(
            SharedServices shared,
            PropertiesProvider properties,
            FileSystem fileSystem,
            DNSService dns,
            MailQueueFactory<?> queues,
            MetricFactory metrics,
            Ports ports)
            throws OptionException {
        return shared.get(() ->
                Services.start(settings(properties), new Services.Wiring(fileSystem, dns, queues, metrics, ports)));
    }

    private static Settings settings(PropertiesProvider properties) throws OptionException {
        try {
            return SettingsReader.read(properties.getConfiguration(FILE));
        } catch (FileNotFoundException e) {
            return SettingsReader.read(null);
        } catch (ConfigurationException e) {
            throw new OptionException("mta-sts.properties cannot be read: " + e.getMessage(), e);
        }
    }
}
