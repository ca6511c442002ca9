package io.github.mtasts;

import io.github.mtasts.dane.HostDane;

/** The enhanced status code of a host that DANE excludes (RFC 3463). Pure. */
final class DaneStatus {
    private DaneStatus() {}

    /** X.4.3 where the DNS failed otherwise than by TLSA records, X.4.4 without an address, else X.7.5. */
    static String of(HostDane dane) {
        if (dane instanceof HostDane.Unreachable) {
            return "4.4.4";
        }
        return dane instanceof HostDane.Unknown unknown && !unknown.aboutDane() ? "4.4.3" : CandidateLog.BLOCKED;
    }
}
