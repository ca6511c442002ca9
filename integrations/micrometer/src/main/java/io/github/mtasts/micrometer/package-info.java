/**
 * Metrics for Micrometer, with names and tags that no domain and no stranger can multiply.
 *
 * <p>Comes in: the events and states of the library, its cache and its reporting. Goes out: meters in a
 * {@link io.micrometer.core.instrument.MeterRegistry}; the README lists them. May not know: where the meters are read.
 */
package io.github.mtasts.micrometer;
