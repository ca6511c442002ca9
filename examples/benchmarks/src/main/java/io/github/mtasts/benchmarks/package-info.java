/**
 * Measures the library, each figure beside a named baseline in the same run: JMH for what happens in memory, a load
 * program for what goes over the network.
 */
@NullMarked
package io.github.mtasts.benchmarks;

import org.jspecify.annotations.NullMarked;
