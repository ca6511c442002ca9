package io.github.mtasts.tool.check;

import io.github.mtasts.Candidate;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.name.MxHost;
import java.util.List;

/**
 * One MX host.
 *
 * @param host its name
 * @param aliases the targets of CNAME records on the way to its addresses
 * @param addresses its addresses
 * @param addressesBogus whether signatures of its addresses are wrong
 * @param tlsa the TLSA records for port 25
 * @param candidate what the library says about it as a sender
 * @param probes one for each address, with {@code --probe}
 */
record HostFacts(
        MxHost host,
        List<String> aliases,
        AddressAnswer addresses,
        boolean addressesBogus,
        SecureAnswer tlsa,
        Candidate candidate,
        List<Probe> probes) {
    HostFacts {
        aliases = List.copyOf(aliases);
        probes = List.copyOf(probes);
    }

    /** Whether signatures or proofs are wrong: a validating sender gets no answer. */
    boolean isBogus() {
        return addressesBogus || (tlsa instanceof SecureAnswer.Failed failed && failed.bogus());
    }
}
