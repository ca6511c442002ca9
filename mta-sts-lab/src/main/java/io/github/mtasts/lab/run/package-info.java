/** Runs scenarios against senders, and judges by what the network saw. */
@NullMarked
package io.github.mtasts.lab.run;

import org.jspecify.annotations.NullMarked;
