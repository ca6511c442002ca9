/**
 * The manual pages, written by the build from the same descriptions as {@code --help}.
 *
 * <p>Comes in: the command and its options. Goes out: pages for {@code man}. May not know: what a subcommand does.
 */
package io.github.mtasts.tool.manual;
