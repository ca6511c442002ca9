/**
 * MTA-STS (RFC 8461) for the mail that a Java server sends: from the recipient domain to a checked TLS session, with an
 * outcome for TLS reports (RFC 8460).
 */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.core {
    requires static transitive org.jspecify;
    // Optional: IDNA 2008 for names in U-labels.
    requires static com.ibm.icu;
    requires okhttp3;
    requires okio;
    requires org.dnsjava;
    requires org.slf4j;

    exports io.github.mtasts;
    exports io.github.mtasts.dns;
    exports io.github.mtasts.failure;
    exports io.github.mtasts.fetch;
    // The guarded HTTPS client, which also posts reports, and looks at Policy Hosts for their owners.
    exports io.github.mtasts.fetch.internal to
            io.github.mtasts.tlsrpt,
            io.github.mtasts.tool;
    exports io.github.mtasts.name;
    // Registrable domains.
    exports io.github.mtasts.name.internal to
            io.github.mtasts.cache,
            io.github.mtasts.tlsrpt,
            io.github.mtasts.tool;
    exports io.github.mtasts.outcome;
    exports io.github.mtasts.policy;
    // The grammar of both kinds of TXT record.
    exports io.github.mtasts.policy.internal to
            io.github.mtasts.tlsrpt;
    exports io.github.mtasts.resolution;
    // Cleaning of untrusted text.
    exports io.github.mtasts.text to
            io.github.mtasts.cache,
            io.github.mtasts.lab,
            io.github.mtasts.smtp,
            io.github.mtasts.tlsrpt,
            io.github.mtasts.tool;
    // Jumps of the clock.
    exports io.github.mtasts.time to
            io.github.mtasts.cache,
            io.github.mtasts.tlsrpt;
    exports io.github.mtasts.trust;
    exports io.github.mtasts.trust.internal to
            io.github.mtasts.tlsrpt,
            io.github.mtasts.tool;
    // Delivery of events to listeners.
    exports io.github.mtasts.work to
            io.github.mtasts.cache,
            io.github.mtasts.tlsrpt;
}
