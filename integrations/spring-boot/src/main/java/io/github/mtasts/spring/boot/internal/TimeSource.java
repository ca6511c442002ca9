package io.github.mtasts.spring.boot.internal;

import java.time.Clock;

/**
 * The clock of all parts. It is no {@link Clock} bean, because an application may inject its own by that type.
 *
 * @param clock the wall clock
 */
record TimeSource(Clock clock) {}
