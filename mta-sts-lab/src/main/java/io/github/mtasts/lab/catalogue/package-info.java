/**
 * The attacks, as data and small steps. A scenario describes the attack and the expected behaviour of a safe sender; other
 * packages run and judge it.
 */
@NullMarked
package io.github.mtasts.lab.catalogue;

import org.jspecify.annotations.NullMarked;
