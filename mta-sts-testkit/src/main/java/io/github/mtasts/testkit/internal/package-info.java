/** What the test kit is made of and its users do not need. */
@NullMarked
package io.github.mtasts.testkit.internal;

import org.jspecify.annotations.NullMarked;
