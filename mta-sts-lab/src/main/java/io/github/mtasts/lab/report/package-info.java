/** Results in words, for the terminal, for a file that programs read, and for whoever shows them otherwise. */
@NullMarked
package io.github.mtasts.lab.report;

import org.jspecify.annotations.NullMarked;
