/**
 * The context of a running scenario: a network, a recipient domain, an attacker and the sender, and a record of the network
 * traffic. The steps of a scenario act through it; it depends on no scenario.
 */
@NullMarked
package io.github.mtasts.lab.scenario;

import org.jspecify.annotations.NullMarked;
