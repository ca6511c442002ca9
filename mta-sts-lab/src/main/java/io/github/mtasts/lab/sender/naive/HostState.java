package io.github.mtasts.lab.sender.naive;

import java.util.List;
import org.xbill.DNS.TLSARecord;

/**
 * What the DNS says about a host (RFC 7672 section 2.2).
 *
 * @param kind whether TLSA records count
 * @param records those that can be used
 * @param provedMx whether signatures prove that the host takes the domain's mail
 */
record HostState(Kind kind, List<TLSARecord> records, boolean provedMx) {
    enum Kind {
        /** No TLSA records apply. */
        NONE,
        /** There are TLSA records, and none can be used. */
        UNUSABLE,
        /** TLSA records authenticate the host. */
        RECORDS,
        /** The DNS has failed. */
        FAILED
    }

    static HostState none(boolean provedMx) {
        return new HostState(Kind.NONE, List.of(), provedMx);
    }

    boolean needsTls() {
        return kind == Kind.UNUSABLE || kind == Kind.RECORDS;
    }

    boolean hasFailed() {
        return kind == Kind.FAILED;
    }
}
