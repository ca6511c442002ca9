/**
 * Resolution (RFC 8461 sections 3.3 and 5.1): the policy in force for a domain at one moment.
 *
 * <p>Comes in: a {@link io.github.mtasts.name.PolicyDomain}, the results of discovery and fetch, and the entries of the
 * {@link io.github.mtasts.resolution.PolicyCache}. Goes out: a {@link io.github.mtasts.resolution.PolicyResolution}. It enforces
 * the rule that only a newer policy, fetched and parsed, replaces an unexpired one. May not know: MX hosts, SMTP, TLS sessions.
 */
package io.github.mtasts.resolution;
