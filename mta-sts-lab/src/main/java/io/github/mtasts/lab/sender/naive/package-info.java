/**
 * A small sender that follows MTA-STS policies, without any code of the library. Each of its mistakes can be switched on.
 * Without a mistake every attack of the catalogue must fail against it.
 */
@NullMarked
package io.github.mtasts.lab.sender.naive;

import org.jspecify.annotations.NullMarked;
