/** A mail server outside the lab, driven by an operator. */
@NullMarked
package io.github.mtasts.lab.sender.external;

import org.jspecify.annotations.NullMarked;
