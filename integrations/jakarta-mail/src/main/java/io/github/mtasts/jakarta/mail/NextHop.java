package io.github.mtasts.jakarta.mail;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where mail for some recipients goes: to the MX hosts of their domain, to an address, or to a smart host. Immutable.
 *
 * @param name the Policy Domain, or the address in brackets
 * @param smartHost null unless it is one
 */
record NextHop(String name, @Nullable SmartHost smartHost) {
    private static final int SMTP = 25;
    private static final String IPV6_TAG = "IPv6:";

    static NextHop of(String domainOrAddress) {
        return new NextHop(domainOrAddress, null);
    }

    static NextHop of(SmartHost host) {
        return new NextHop(host.host().name(), host);
    }

    /** The hosts to try. */
    MxLookupResult hosts(MxLookup lookup) {
        if (smartHost != null) {
            return new MxLookupResult.Hosts(List.of(smartHost.host()), false, List.of());
        }
        MxHost address = MxHost.parseAddress(name).orElse(null);
        return address == null
                ? lookup.lookup(PolicyDomain.of(name))
                : new MxLookupResult.Hosts(List.of(address), false, List.of());
    }

    /** The addresses of a host. */
    static AddressAnswer addresses(MxHost host, MxLookup lookup) {
        String name = host.name();
        if (!name.startsWith("[")) {
            return lookup.addresses(host);
        }
        String literal = name.substring(1, name.length() - 1);
        try {
            return new AddressAnswer.Addresses(List.of(InetAddress.getByName(
                    literal.startsWith(IPV6_TAG) ? literal.substring(IPV6_TAG.length()) : literal)));
        } catch (UnknownHostException e) {
            return new AddressAnswer.Failed("it is not an address of this machine's network: " + e.getMessage());
        }
    }

    int port() {
        return smartHost == null ? SMTP : smartHost.port();
    }

    SmartHost.@Nullable Login login() {
        return smartHost == null ? null : smartHost.login();
    }
}
