package io.github.mtasts.tool.check;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.dns.SecureAnswer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The MX hosts of a domain.
 *
 * @param lookup the answer of the DNS
 * @param preferences the preference of each host that MX records name
 * @param answer the same with DNSSEC
 * @param hosts each host, in the order in which a sender tries them
 */
record MxFacts(MxLookupResult lookup, Map<String, Integer> preferences, SecureAnswer answer, List<HostFacts> hosts) {
    MxFacts {
        preferences = Map.copyOf(preferences);
        hosts = List.copyOf(hosts);
    }

    /** Whether signatures prove the MX records. */
    boolean isSigned() {
        return (answer instanceof SecureAnswer.Found found && found.secure())
                || (answer instanceof SecureAnswer.Nothing none && none.secure());
    }

    /** Whether signatures or proofs are wrong. */
    boolean isBogus() {
        return answer instanceof SecureAnswer.Failed failed && failed.bogus();
    }

    @Nullable
    String ownFault() {
        return lookup instanceof MxLookupResult.TemporaryFailure failed
                        && failed.fault() != LookupFault.DOMAIN
                        && !isBogus()
                ? "the DNS gave no answer about MX records: " + failed.reason()
                : null;
    }
}
