/** SMTP TLS reports (RFC 8460) from the outcomes of {@code mta-sts-core}. Nothing is exported yet. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.tlsrpt {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
}
