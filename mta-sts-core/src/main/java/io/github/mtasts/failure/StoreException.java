package io.github.mtasts.failure;

import org.jspecify.annotations.Nullable;

/** A store could not do what was asked. The message is one sentence that names the store, and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong, as far as it makes a difference. */
    public enum Kind {
        /** The store does not answer, or not in time. */
        UNREACHABLE,
        /** Its budget, its disk or its memory is used up. */
        FULL,
        /** It can be read only. */
        READ_ONLY,
        /** Its content was damaged and has been put aside; the store has started anew, empty. */
        CORRUPT,
        /** A newer version of the library has changed its schema. */
        NEWER_SCHEMA,
        /** Another process has it open. */
        IN_USE,
        /** It was closed. */
        CLOSED
    }

    /** What is wrong. */
    private final Kind kind;

    /**
     * A fault.
     *
     * @param kind what is wrong
     * @param message one sentence that names the store and says what to do
     * @param cause null when there is none
     */
    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What is wrong.
     *
     * @return the kind of fault
     */
    public Kind kind() {
        return kind;
    }
}
