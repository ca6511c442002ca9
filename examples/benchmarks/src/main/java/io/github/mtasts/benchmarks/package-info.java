/**
 * Measures the library, each figure beside a named baseline in the same run: JMH for work in memory, load programs for work
 * that uses the network or the disk.
 */
@NullMarked
package io.github.mtasts.benchmarks;

import org.jspecify.annotations.NullMarked;
