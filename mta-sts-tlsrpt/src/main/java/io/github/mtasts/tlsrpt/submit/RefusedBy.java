package io.github.mtasts.tlsrpt.submit;

/** The server that refused a report permanently. */
public enum RefusedBy {
    /**
     * A server of this organisation, or one that relays for it. It refuses all destinations alike when it is set up wrongly, so
     * the report is sent again, and no destination is suppressed.
     */
    RELAY,
    /** A server of the destination. A destination that refuses reports for several domains or on several days is suppressed. */
    DESTINATION
}
