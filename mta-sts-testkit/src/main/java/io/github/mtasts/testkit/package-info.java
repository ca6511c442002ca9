/**
 * A mail network on loopback for tests. It knows nothing of any MTA-STS implementation, so that it can test each.
 */
package io.github.mtasts.testkit;
