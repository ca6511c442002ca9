/**
 * Faults that the tests of several modules inject: those of stores, with the contract that a store keeps after each, and those of
 * hosts that break the rules of SMTP.
 */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.faults;
