/** The catalogue as tests of a mail server's own build. */
@NullMarked
package io.github.mtasts.lab.junit;

import org.jspecify.annotations.NullMarked;
