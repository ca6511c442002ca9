/** SMTP TLS reports (RFC 8460) from the outcomes of {@code mta-sts-core}: counted, built, delivered, and read. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.tlsrpt {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires io.github.mtasts.sql;
    requires com.fasterxml.jackson.core;
    requires com.github.benmanes.caffeine;
    requires jakarta.activation;
    requires jakarta.mail;
    requires okhttp3;
    requires apache.jdkim.library;
    requires org.eclipse.angus.mail;
    requires org.slf4j;
    requires transitive java.sql;

    exports io.github.mtasts.tlsrpt;
    exports io.github.mtasts.tlsrpt.count;
    exports io.github.mtasts.tlsrpt.dkim;
    exports io.github.mtasts.tlsrpt.read;
    exports io.github.mtasts.tlsrpt.record;
    exports io.github.mtasts.tlsrpt.report;
    exports io.github.mtasts.tlsrpt.store;
    exports io.github.mtasts.tlsrpt.submit;
    exports io.github.mtasts.tlsrpt.summary;
}
