/** The smallest complete sender, and a demonstration network with domains under attack. */
@NullMarked
package io.github.mtasts.quickstart;

import org.jspecify.annotations.NullMarked;
