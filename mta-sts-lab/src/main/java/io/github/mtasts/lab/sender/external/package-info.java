/** A mail server that runs somewhere else, driven by its operator, or by commands that he gives. */
@NullMarked
package io.github.mtasts.lab.sender.external;

import org.jspecify.annotations.NullMarked;
