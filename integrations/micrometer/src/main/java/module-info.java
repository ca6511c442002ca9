/** Metrics of MTA-STS (RFC 8461) and TLS reporting (RFC 8460) for Micrometer. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.micrometer {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires transitive micrometer.core;
    // Optional: each only for its own metrics.
    requires static transitive io.github.mtasts.cache;
    requires static transitive io.github.mtasts.tlsrpt;

    exports io.github.mtasts.micrometer;
}
