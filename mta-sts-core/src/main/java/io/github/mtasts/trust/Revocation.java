package io.github.mtasts.trust;

/**
 * The setting for revocation checks, which RFC 8461 permits and does not require.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public enum Revocation {
    /** Revocation is not checked. The default, as in common browsers. */
    OFF,
    /** A revoked certificate is refused; a certificate whose state is unknown is accepted. */
    SOFT_FAIL,
    /** Only a certificate that is known not to be revoked is accepted: mail waits while a certificate authority is down. */
    HARD_FAIL
}
