/** A mail network on loopback for tests. It depends on no MTA-STS implementation, so that it can test any. */
@NullMarked
package io.github.mtasts.testkit;

import org.jspecify.annotations.NullMarked;
