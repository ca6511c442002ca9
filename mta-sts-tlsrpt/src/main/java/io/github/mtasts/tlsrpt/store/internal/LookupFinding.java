package io.github.mtasts.tlsrpt.store.internal;

/** The reason why a closed report has no destinations yet. Each has a time limit of its own. */
public enum LookupFinding {
    /** The look-up failed on the side of the domain. */
    FAILED,
    /** There is no usable TLSRPT record. */
    ABSENT
}
