/**
 * The attacks, as data and small steps. A scenario says what the attacker does and what a safe sender makes of it; whether
 * it did, others judge.
 */
@NullMarked
package io.github.mtasts.lab.catalogue;

import org.jspecify.annotations.NullMarked;
