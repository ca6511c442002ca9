package io.github.mtasts.dns;

import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** The bits that a query has set besides RD. */
enum QueryKind {
    /** None. */
    PLAIN(0),
    /** DO and CD: the answer comes with its signatures, and the server judges none (RFC 4035 section 3.2). */
    SIGNATURES(ExtendedFlags.DO),
    /** AD: the answer says whether the server found it secure (RFC 6840 section 5.7). */
    AUTHENTIC_DATA(0);

    private final int extendedFlags;

    QueryKind(int extendedFlags) {
        this.extendedFlags = extendedFlags;
    }

    /** The flags in the OPT record. */
    int extendedFlags() {
        return extendedFlags;
    }

    /** Whether a query without OPT makes sense. */
    boolean worksWithoutEdns() {
        return this != SIGNATURES;
    }

    void mark(Message query) {
        if (this == SIGNATURES) {
            query.getHeader().setFlag(Flags.CD);
        } else if (this == AUTHENTIC_DATA) {
            query.getHeader().setFlag(Flags.AD);
        }
    }
}
