package io.github.mtasts.tool.acme;

import java.time.Instant;
import java.util.Optional;

/** Says why an authority did not issue a certificate. */
final class AuthorityException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is, which decides when to try again. */
    enum Kind {
        /** The authority cannot be reached or is broken: nobody can get a certificate now. */
        UNREACHABLE,
        /** The authority asks to come back later. */
        RATE_LIMITED,
        /** The authority refuses this host, mostly because it could not validate the challenge. */
        REFUSED
    }

    private final Kind kind;
    private final transient Optional<Instant> retryAfter;

    AuthorityException(Kind kind, String sentence, Optional<Instant> retryAfter, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    AuthorityException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
        this.retryAfter = Optional.empty();
    }

    Kind kind() {
        return kind;
    }

    /** The time before which the authority does not want to be asked again (RFC 8555 section 6.6). */
    Optional<Instant> retryAfter() {
        return retryAfter;
    }
}
