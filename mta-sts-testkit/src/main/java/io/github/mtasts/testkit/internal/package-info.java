/** Internals of the test kit; not exported. */
@NullMarked
package io.github.mtasts.testkit.internal;

import org.jspecify.annotations.NullMarked;
