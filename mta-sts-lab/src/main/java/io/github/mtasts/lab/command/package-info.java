/** The command line. */
@NullMarked
package io.github.mtasts.lab.command;

import org.jspecify.annotations.NullMarked;
