package io.github.mtasts.resolution;

import io.github.mtasts.name.PolicyDomain;

/**
 * Port: an operator's own rule for a domain. It is asked at every delivery: implementations are thread-safe, do no I/O,
 * and answer the same rule object again and again. What violates only a local rule is not reported as sts: the domain
 * never asked for it.
 */
@FunctionalInterface
public interface LocalPolicy {
    /**
     * The rule for a domain.
     *
     * @param domain the Policy Domain
     * @return the rule; {@link LocalRule#FOLLOW} where the operator has none
     */
    LocalRule rule(PolicyDomain domain);
}
