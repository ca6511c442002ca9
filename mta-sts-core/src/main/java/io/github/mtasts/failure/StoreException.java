package io.github.mtasts.failure;

import org.jspecify.annotations.Nullable;

/** A failure of a store. The message is one sentence that names the store and says what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The kinds of failure that callers distinguish. */
    public enum Kind {
        /** The store does not answer, or not in time. */
        UNREACHABLE,
        /** Its budget, its disk or its memory is used up. */
        FULL,
        /** It can be read only. */
        READ_ONLY,
        /** Its content is damaged and was put aside; the store has started again, empty. */
        CORRUPT,
        /** A newer version of the library has changed its schema. */
        NEWER_SCHEMA,
        /** Another process has it open. */
        IN_USE,
        /** It was closed. */
        CLOSED
    }

    /** The kind of failure. */
    private final Kind kind;

    /**
     * Makes an exception.
     *
     * @param kind the kind of failure
     * @param message one sentence that names the store and says what to do
     * @param cause null when there is none
     */
    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * The kind of failure.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
