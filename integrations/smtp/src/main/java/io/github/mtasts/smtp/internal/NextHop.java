package io.github.mtasts.smtp.internal;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.SmartHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where mail for some recipients goes: to the MX hosts of their domain, to an address, or to a smart host. Immutable.
 *
 * @param name the Policy Domain, or the address in brackets
 * @param smartHost null unless it is one
 */
public record NextHop(String name, @Nullable SmartHost smartHost) {
    private static final int SMTP = 25;
    private static final String IPV6_TAG = "IPv6:";

    public static NextHop of(String domainOrAddress) {
        return new NextHop(domainOrAddress, null);
    }

    public static NextHop of(SmartHost host) {
        return new NextHop(host.host().name(), host);
    }

    /** The delivery of a message to this hop, for the library. */
    public DeliveryRequest request(Envelope envelope, MessageOctets octets, String ehloName, Duration timeLimit) {
        DeliveryRequest.Builder request =
                envelope.isLastTry() ? DeliveryRequest.lastTry(name) : DeliveryRequest.willRetry(name);
        request.ehloName(ehloName).timeLimit(timeLimit);
        boolean validatedTls =
                envelope.requiresValidatedTls() || (smartHost != null && smartHost.requiresValidatedTls());
        if (validatedTls) {
            // also a message for which TLS is not required, so that no password goes in the clear
            request.requireValidatedTls();
        }
        if (!validatedTls || envelope.kind().isTagged()) {
            request.kind(
                    envelope.kind() == DeliveryKind.NORMAL && octets.isTlsNotRequired()
                            ? DeliveryKind.TLS_NOT_REQUIRED
                            : envelope.kind());
        }
        if (smartHost != null) {
            request.hostWithoutMx().port(port());
        }
        return (smartHost != null && smartHost.usesImplicitTls() ? request.implicitTls() : request).build();
    }

    /** The hosts to try. */
    public MxLookupResult hosts(MxLookup lookup) {
        MxHost only = onlyHost();
        return only == null ? lookup.lookup(PolicyDomain.of(name)) : single(only);
    }

    /** The hosts to try, without blocking. */
    public CompletableFuture<MxLookupResult> hostsAsync(MxLookup lookup, Executor executor) {
        MxHost only = onlyHost();
        return only == null
                ? lookup.lookupAsync(PolicyDomain.of(name), executor)
                : CompletableFuture.completedFuture(single(only));
    }

    private @Nullable MxHost onlyHost() {
        return smartHost != null ? smartHost.host() : MxHost.parseAddress(name).orElse(null);
    }

    private static MxLookupResult single(MxHost host) {
        return new MxLookupResult.Hosts(List.of(host), false, List.of());
    }

    /** The addresses of a host. */
    public static AddressAnswer addresses(MxHost host, MxLookup lookup) {
        AddressAnswer literal = literal(host);
        return literal == null ? lookup.addresses(host) : literal;
    }

    /** The addresses of a host, without blocking. */
    public static CompletableFuture<AddressAnswer> addressesAsync(MxHost host, MxLookup lookup, Executor executor) {
        AddressAnswer literal = literal(host);
        return literal == null ? lookup.addressesAsync(host, executor) : CompletableFuture.completedFuture(literal);
    }

    private static @Nullable AddressAnswer literal(MxHost host) {
        String name = host.name();
        if (!name.startsWith("[")) {
            return null;
        }
        String literal = name.substring(1, name.length() - 1);
        try {
            return new AddressAnswer.Addresses(List.of(InetAddress.getByName(
                    literal.startsWith(IPV6_TAG) ? literal.substring(IPV6_TAG.length()) : literal)));
        } catch (UnknownHostException e) {
            return new AddressAnswer.Failed("it is not an address of this machine's network: " + e.getMessage());
        }
    }

    public int port() {
        return smartHost == null ? SMTP : smartHost.port();
    }

    public SmartHost.@Nullable Login login() {
        return smartHost == null ? null : smartHost.login().orElse(null);
    }

    @Override
    public String toString() {
        return smartHost == null ? name : smartHost.toString();
    }
}
