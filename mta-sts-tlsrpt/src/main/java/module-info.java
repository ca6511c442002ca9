/**
 * SMTP TLS reporting (RFC 8460): counts sessions, generates and delivers reports, and reads and summarises received
 * ones.
 */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.tlsrpt {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires transitive io.github.mtasts.sql;
    requires com.fasterxml.jackson.core;
    requires jakarta.activation;
    requires jakarta.mail;
    requires okhttp3;
    requires apache.jdkim.library;
    requires org.eclipse.angus.mail;
    requires org.slf4j;
    requires transitive java.sql;

    exports io.github.mtasts.tlsrpt;
    exports io.github.mtasts.tlsrpt.dkim;
    exports io.github.mtasts.tlsrpt.foreign;
    exports io.github.mtasts.tlsrpt.read;
    exports io.github.mtasts.tlsrpt.record;
    exports io.github.mtasts.tlsrpt.report;
    exports io.github.mtasts.tlsrpt.store;
    exports io.github.mtasts.tlsrpt.submit;
    exports io.github.mtasts.tlsrpt.summary;
}
