/**
 * Discovery (RFC 8461 section 3.1): whether a domain announces a policy, and under which id.
 *
 * <p>Comes in: a {@link io.github.mtasts.name.PolicyDomain} and a {@link io.github.mtasts.dns.TxtResolver}. Goes out: a
 * {@link io.github.mtasts.discovery.StsDiscoveryResult}. May not know: HTTPS, caches, or the mode of
 * the policy.
 */
package io.github.mtasts.discovery;
