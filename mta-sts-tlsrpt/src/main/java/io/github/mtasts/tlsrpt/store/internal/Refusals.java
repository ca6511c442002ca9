package io.github.mtasts.tlsrpt.store.internal;

/**
 * The refusals of a destination since it last accepted a report, at most a week back.
 *
 * @param domains the number of reported domains
 * @param days the number of UTC days on which it refused
 */
public record Refusals(int domains, int days) {}
