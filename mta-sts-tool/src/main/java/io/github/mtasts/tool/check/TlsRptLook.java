package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.name.internal.RegistrableDomain;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import io.github.mtasts.tool.run.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Finds out whether reports could be delivered to the destinations of a TLSRPT record (RFC 8460 section 3). */
final class TlsRptLook {
    private static final int MAX_HOSTS_TRIED = 4;

    private final Network network;
    private final boolean probe;

    /** @param probe whether to connect to https destinations */
    TlsRptLook(Network network, boolean probe) {
        this.network = network;
        this.probe = probe;
    }

    TlsRptFacts look(PolicyDomain domain, TxtFacts txt, boolean isSigned) {
        TlsRptFacts facts = new TlsRptFacts(txt, isSigned, List.of());
        List<Callable<TlsRptFacts.Destination>> work = new ArrayList<>();
        List<ReportDestination> destinations =
                facts.record().map(TlsRptRecord::destinations).orElse(List.of());
        for (ReportDestination destination : destinations) {
            work.add(() -> destination(domain, destination));
        }
        return new TlsRptFacts(txt, isSigned, network.together(work));
    }

    private TlsRptFacts.Destination destination(PolicyDomain domain, ReportDestination destination) {
        boolean isExternal = false;
        String fault = null;
        if (destination instanceof ReportDestination.Mail mail) {
            for (String address : mail.addresses()) {
                String host = address.substring(address.lastIndexOf('@') + 1);
                isExternal |= isExternal(domain, host);
                fault = fault == null ? mailFault(host) : fault;
            }
        } else if (destination instanceof ReportDestination.Https https) {
            String host = https.target().getHost();
            isExternal = isExternal(domain, host);
            fault = httpsFault(https);
        }
        return new TlsRptFacts.Destination(destination.uri(), isExternal, fault);
    }

    private static boolean isExternal(PolicyDomain domain, String host) {
        return PolicyDomain.parse(host)
                .map(other -> !RegistrableDomain.of(other.name()).equals(RegistrableDomain.of(domain.name())))
                .orElse(true);
    }

    private @Nullable String mailFault(String domain) {
        PolicyDomain target = PolicyDomain.parse(domain).orElse(null);
        if (target == null) {
            return domain + " is not a domain name";
        }
        MxLookupResult lookup = network.mx().lookup(target);
        if (lookup instanceof MxLookupResult.Hosts found) {
            boolean reachable = found.hosts().stream().limit(MAX_HOSTS_TRIED).anyMatch(this::mayHaveAddress);
            return reachable ? null : "no MX host of " + domain + " has an address";
        }
        boolean isOurs =
                lookup instanceof MxLookupResult.TemporaryFailure failed && failed.fault() != LookupFault.DOMAIN;
        return isOurs ? null : domain + " takes no mail: " + lookup;
    }

    private boolean mayHaveAddress(MxHost host) {
        return !(network.mx().addresses(host) instanceof AddressAnswer.Absent);
    }

    private @Nullable String httpsFault(ReportDestination.Https destination) {
        String host = destination.target().getHost();
        AddressAnswer answer = network.dns().addresses(host);
        if (answer instanceof AddressAnswer.Absent) {
            return host + " has no address";
        }
        if (answer instanceof AddressAnswer.Failed failed) {
            return failed.fault() == LookupFault.DOMAIN ? "the DNS fails for " + host + ": " + failed.reason() : null;
        }
        if (((AddressAnswer.Addresses) answer)
                .permitted(network.surroundings().guard(), 1)
                .isEmpty()) {
            return host + " has only addresses that senders do not connect to";
        }
        return probe ? new HttpsDoor(network).fault(destination.target(), (AddressAnswer.Addresses) answer) : null;
    }
}
