package io.github.mtasts.resolution;

import io.github.mtasts.name.PolicyDomain;

/**
 * Port: the operator's rules for domains. The library calls it for every delivery: implementations are thread-safe, do no I/O,
 * and return the same rule object each time. Violations of a local rule alone are not reported to the domain.
 */
@FunctionalInterface
public interface LocalPolicy {
    /**
     * The rule for a domain.
     *
     * @param domain the Policy Domain
     * @return the rule; {@link LocalRule#FOLLOW} when the operator has none
     */
    LocalRule rule(PolicyDomain domain);

    /**
     * The rule about DANE for a domain. It counts only where the library does DANE.
     *
     * @param domain the next hop
     * @return the rule; {@link DaneRule#FOLLOW} when the operator has none
     */
    default DaneRule daneRule(PolicyDomain domain) {
        return DaneRule.FOLLOW;
    }
}
