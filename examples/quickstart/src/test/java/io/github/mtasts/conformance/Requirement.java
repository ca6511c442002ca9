package io.github.mtasts.conformance;

/**
 * One row of the conformance matrix.
 *
 * @param rfc the RFC's number
 * @param id such as {@code STS-3.1-04}
 * @param section the RFC's section, without the remarks that the matrix adds
 * @param text the requirement
 */
record Requirement(String rfc, String id, String section, String text) {}
