/**
 * Resolution (RFC 8461 sections 3.3 and 5.1): which policy is in force for a domain at this moment, and why.
 *
 * <p>Comes in: a {@link io.github.mtasts.name.PolicyDomain}, the answers of discovery and fetch, and what the
 * {@link io.github.mtasts.resolution.PolicyCache} remembers. Goes out: a
 * {@link io.github.mtasts.resolution.PolicyResolution}. It owns the rule that only a newer policy, fetched and parsed,
 * replaces an unexpired one. May not know: MX hosts, SMTP, TLS sessions.
 */
package io.github.mtasts.resolution;
