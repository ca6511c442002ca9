/**
 * Where a scenario happens: a network, a recipient domain, an attacker and the sender; and what the network saw. It is
 * told what to do by the steps of a scenario and knows none of them.
 */
@NullMarked
package io.github.mtasts.lab.scenario;

import org.jspecify.annotations.NullMarked;
