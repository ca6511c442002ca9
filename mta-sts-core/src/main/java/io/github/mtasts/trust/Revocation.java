package io.github.mtasts.trust;

/**
 * Whether certificates are checked for revocation, which RFC 8461 allows and does not ask for.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public enum Revocation {
    /** Revocation is not checked. The default, as in common browsers. */
    OFF,
    /** A certificate that is known to be revoked is refused; one whose state cannot be learnt passes. */
    SOFT_FAIL,
    /** A certificate passes only when it is known not to be revoked. Mail waits while a certificate authority is down. */
    HARD_FAIL
}
