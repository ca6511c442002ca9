package io.github.mtasts.testkit;

/** A fault in the signatures or proofs of one answer, set with {@link Dnssec#fault}. */
public enum SignatureFault {
    /** No signature, although the zone is signed. */
    UNSIGNED,
    /** A signature with one octet changed. */
    BAD,
    /** A signature that ended an hour ago. */
    EXPIRED,
    /** A signature that begins in an hour. */
    FUTURE,
    /** A signature that names an algorithm that nobody implements. */
    UNKNOWN_ALGORITHM,
    /** A negative answer without its NSEC or NSEC3 records. */
    PROOF_MISSING,
    /** A negative answer with a genuine proof about another name of the zone. */
    PROOF_WRONG,
    /** A negative answer without any record in its authority section, not even SOA. */
    BARE
}
