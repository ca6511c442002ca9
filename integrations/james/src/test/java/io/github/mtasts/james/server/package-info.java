/**
 * Acceptance tests: Apache James in its own process, with the plugin's jar, against the hosts of the test kit. The cases that the
 * comments name are those of {@code docs/james.md}.
 */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.james.server;
