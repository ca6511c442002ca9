/** Runs scenarios against senders and judges them by the recorded network traffic. */
@NullMarked
package io.github.mtasts.lab.run;

import org.jspecify.annotations.NullMarked;
