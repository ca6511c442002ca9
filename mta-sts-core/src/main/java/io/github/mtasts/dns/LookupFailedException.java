package io.github.mtasts.dns;

import io.github.mtasts.text.Printable;

/** A look-up failed. Never leaves this package: {@code DnsReply.Failure} takes its place. */
final class LookupFailedException extends Exception {
    private static final int MAX_REASON_CHARS = 300;

    private final LookupFault fault;
    private final boolean bogus;

    /** A failure of the domain's side. The reason may quote what a server sent. */
    LookupFailedException(String reason) {
        this(reason, LookupFault.DOMAIN);
    }

    LookupFailedException(String reason, LookupFault fault) {
        this(reason, fault, false);
    }

    private LookupFailedException(String reason, LookupFault fault, boolean bogus) {
        super(Printable.line(reason, MAX_REASON_CHARS), null, false, false);
        this.fault = fault;
        this.bogus = bogus;
    }

    /** A failure of the domain's side: signatures or proofs are wrong or missing. */
    static LookupFailedException bogus(String reason) {
        return new LookupFailedException(reason, LookupFault.DOMAIN, true);
    }

    boolean isBogus() {
        return bogus;
    }

    LookupFault fault() {
        return fault;
    }

    String reason() {
        String reason = getMessage();
        return reason == null ? "" : reason;
    }
}
