package io.github.mtasts.fetch.internal;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.failure.internal.LogLimit;
import io.github.mtasts.trust.internal.CertificateVerifier;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The checked settings of a fetcher.
 *
 * @param resolver finds the addresses of a Policy Host
 * @param guard permits addresses
 * @param verifier verifies the certificates of Policy Hosts
 * @param sockets makes the TCP sockets
 * @param proxy an HTTP proxy to send CONNECT to; null for none
 * @param timeout for a whole fetch
 * @param maxBodyBytes the largest body accepted
 * @param acceptsMissingContentType whether a response without a Content-Type passes (D09)
 * @param log limits the log lines about failures of this sender
 */
public record FetchSettings(
        AddressResolver resolver,
        AddressGuard guard,
        CertificateVerifier verifier,
        SocketFactory sockets,
        @Nullable InetSocketAddress proxy,
        Duration timeout,
        int maxBodyBytes,
        boolean acceptsMissingContentType,
        LogLimit log) {}
