/** The senders that come with the lab: the library, and controls that are wrong in known ways. */
@NullMarked
package io.github.mtasts.lab.sender;

import org.jspecify.annotations.NullMarked;
