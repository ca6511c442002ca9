/**
 * The command {@code mta-sts}: reads its arguments and hands over to a subcommand, each of which has a package of its own.
 *
 * <p>Comes in: arguments and the surroundings of the process. Goes out: text, JSON or a page, and an exit status. May not know: how
 * a subcommand does its work.
 */
package io.github.mtasts.tool;
