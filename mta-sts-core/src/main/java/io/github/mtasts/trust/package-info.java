/**
 * What certificates of mail and policy hosts are held against (RFC 8461 sections 3.3 and 4.2): trust anchors and the
 * wish to check revocation.
 *
 * <p>Comes in: the operator's choice. Goes out: {@link TrustAnchors} and {@link Revocation}, for the fetch of a policy
 * and for the session with an MX host alike. May not know: HTTP, SMTP, policies, or what a fault leads to.
 */
package io.github.mtasts.trust;
