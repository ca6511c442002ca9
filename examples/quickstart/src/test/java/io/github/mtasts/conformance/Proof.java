package io.github.mtasts.conformance;

/**
 * A test and the row that it proves.
 *
 * @param id the id of the row
 * @param test {@code Class#method}
 */
record Proof(String id, String test) {}
