/**
 * The settings for certificates of MX hosts and Policy Hosts (RFC 8461 sections 3.3 and 4.2): trust anchors and revocation
 * checks.
 *
 * <p>Comes in: the operator's choice. Goes out: {@link TrustAnchors} and {@link Revocation}, both for the fetch of a policy and
 * for the session with an MX host. May not know: HTTP, SMTP, policies, or the consequence of a fault.
 */
package io.github.mtasts.trust;
