package io.github.mtasts.dns;

/** The side on which a DNS look-up failed. Only a failure of the domain's side is reported to the domain (D34). */
public enum LookupFault {
    /** The domain's side: SERVFAIL, or a malformed answer about the name. */
    DOMAIN,
    /** Our side: the question was asked, and no name server answered in time, or each refused. */
    RESOLVERS,
    /** Our side: the question was not asked, because too many others were waiting, or because the caller ended the look-up. */
    NOT_ASKED
}
