/**
 * Entry point: counts the outcomes of deliveries, and sends every domain that asks for it a daily TLS report (RFC
 * 8460).
 *
 * <p>Input: {@link io.github.mtasts.outcome.DeliveryOutcome}s. Output: reports by HTTPS and mail. This package may
 * depend on all packages of the module.
 */
package io.github.mtasts.tlsrpt;
