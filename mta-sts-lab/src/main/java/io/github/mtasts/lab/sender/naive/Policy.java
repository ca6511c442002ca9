package io.github.mtasts.lab.sender.naive;

import java.util.List;

/**
 * A policy (RFC 8461 section 3.2).
 *
 * @param mode its mode
 * @param patterns its mx patterns
 * @param maxAgeSeconds its max_age
 */
record Policy(String mode, List<String> patterns, long maxAgeSeconds) {}
