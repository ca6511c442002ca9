/**
 * A mail network on loopback for tests. It knows nothing of any MTA-STS implementation, so that it can test each.
 */
@NullMarked
package io.github.mtasts.testkit;

import org.jspecify.annotations.NullMarked;
