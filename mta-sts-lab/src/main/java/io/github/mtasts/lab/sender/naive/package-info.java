/**
 * A small sender that follows MTA-STS policies, written for the lab and sharing nothing with the library. Its mistakes are
 * switched on one at a time; without any it is what every attack of the catalogue is tried against.
 */
@NullMarked
package io.github.mtasts.lab.sender.naive;

import org.jspecify.annotations.NullMarked;
