/** The smallest complete sender, and a dozen domains to show what it does. */
@NullMarked
package io.github.mtasts.quickstart;

import org.jspecify.annotations.NullMarked;
