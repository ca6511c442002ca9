/** Faults that the tests of every store inject, and the contract that a store keeps after each. */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.faults;
