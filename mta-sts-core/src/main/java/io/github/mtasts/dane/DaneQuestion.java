package io.github.mtasts.dane;

/**
 * The question which TLSA records hold for a host.
 *
 * @param nextHop the domain whose mail goes to the host
 * @param host the MX host, or the next hop itself when it has no MX record
 * @param port the port that is connected to
 * @param withoutMx whether the operator names the host, so that no MX record counts
 */
public record DaneQuestion(String nextHop, String host, int port, boolean withoutMx) {}
