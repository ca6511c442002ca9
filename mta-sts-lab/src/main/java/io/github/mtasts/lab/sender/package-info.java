/** The senders that come with the lab: the library, controls with known mistakes, Postfix, and any external server. */
@NullMarked
package io.github.mtasts.lab.sender;

import org.jspecify.annotations.NullMarked;
