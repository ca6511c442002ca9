/** The library as a sender of the lab: a mail queue, SMTP and the front door {@link io.github.mtasts.MtaSts}. */
@NullMarked
package io.github.mtasts.lab.sender.library;

import org.jspecify.annotations.NullMarked;
