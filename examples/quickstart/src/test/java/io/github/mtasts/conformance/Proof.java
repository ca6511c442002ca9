package io.github.mtasts.conformance;

/**
 * A test that says that it proves a row.
 *
 * @param id the row
 * @param test {@code Class#method}
 */
record Proof(String id, String test) {}
