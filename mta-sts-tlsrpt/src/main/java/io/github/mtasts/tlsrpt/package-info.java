/**
 * TLS reports (RFC 8460), whole: {@link io.github.mtasts.tlsrpt.TlsReporting} is told outcomes, and every domain that asks for
 * reports gets one a day.
 *
 * <p>Comes in: who reports, a store, a DNS resolver, a mailer. Goes out: an
 * {@link io.github.mtasts.outcome.OutcomeListener} for the library's builder. May not know: how a session was made.
 */
package io.github.mtasts.tlsrpt;
