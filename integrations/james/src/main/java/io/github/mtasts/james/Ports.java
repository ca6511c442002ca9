package io.github.mtasts.james;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.trust.TrustAnchors;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;

/**
 * What other Guice modules can set in place of the defaults. Immutable.
 *
 * @param sockets makes the connections to Policy Hosts and MX hosts
 * @param guard decides which addresses of Policy Hosts are connected to
 * @param anchors the trusted roots, before those of {@code trust.file}
 * @param refreshes runs the refresh of policies before they expire
 * @param clock James' clock
 * @param nanoTime the monotonic clock beside it, in nanoseconds
 */
record Ports(
        Optional<SocketFactory> sockets,
        Optional<AddressGuard> guard,
        Optional<TrustAnchors> anchors,
        Optional<ScheduledExecutorService> refreshes,
        Clock clock,
        LongSupplier nanoTime) {}
