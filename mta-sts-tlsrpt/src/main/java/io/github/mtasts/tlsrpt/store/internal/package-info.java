/** The repository behind a {@code ReportStore}: the operations that counting and delivery use. Not exported. */
package io.github.mtasts.tlsrpt.store.internal;
