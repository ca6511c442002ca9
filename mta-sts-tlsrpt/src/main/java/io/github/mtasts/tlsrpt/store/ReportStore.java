package io.github.mtasts.tlsrpt.store;

/**
 * An open store of session counts and pending reports. {@link SqliteReportStore} and {@link PostgresReportStore} open one;
 * {@code TlsReporting.builder} takes it. Thread-safe.
 */
public sealed interface ReportStore extends AutoCloseable permits ReportTables {
    /** Closes the store and its connections. {@code TlsReporting.close()} does this. */
    @Override
    void close();
}
