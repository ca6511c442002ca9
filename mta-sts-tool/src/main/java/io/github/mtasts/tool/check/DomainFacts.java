package io.github.mtasts.tool.check;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a domain.
 *
 * @param domain the Policy Domain
 * @param record its {@code _mta-sts} record
 * @param host its Policy Host
 * @param mx its MX hosts
 * @param tlsRpt its TLSRPT record
 * @param earlier what was remembered of an earlier look; null without memory
 */
record DomainFacts(
        PolicyDomain domain,
        TxtFacts record,
        PolicyHostFacts host,
        MxFacts mx,
        TlsRptFacts tlsRpt,
        History.@Nullable Entry earlier) {
    /** The policy that the Policy Host serves, whether or not a record announces it. */
    Optional<StsPolicy> served() {
        return host.policy();
    }

    /** The policy that a sender applies: served and announced. */
    Optional<StsPolicy> applied() {
        return record.id().isPresent() ? served() : Optional.empty();
    }

    @Nullable
    String ownFault() {
        if (record.ownFault() != null) {
            return record.ownFault();
        }
        return mx.ownFault() != null ? mx.ownFault() : host.ownFault();
    }
}
