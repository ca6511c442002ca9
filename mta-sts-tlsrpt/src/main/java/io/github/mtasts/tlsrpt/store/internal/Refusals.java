package io.github.mtasts.tlsrpt.store.internal;

/**
 * The final refusals of a destination since it last accepted a report, at most a week back.
 *
 * @param sites the number of registrable domains among the reported domains: one registrant has any number of subdomains
 * @param days the number of UTC days on which it refused
 * @param hasAccepted whether it accepted a report within the last day
 */
public record Refusals(int sites, int days, boolean hasAccepted) {}
