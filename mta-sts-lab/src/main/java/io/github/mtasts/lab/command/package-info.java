/** The command of the lab. */
@NullMarked
package io.github.mtasts.lab.command;

import org.jspecify.annotations.NullMarked;
