/** The catalogue as JUnit 5 tests in the build of a mail server. */
@NullMarked
package io.github.mtasts.lab.junit;

import org.jspecify.annotations.NullMarked;
