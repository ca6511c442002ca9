/**
 * What all subcommands share: the surroundings of the process, the settings of the network, exit statuses, and errors in one
 * sentence.
 *
 * <p>May not know: a subcommand.
 */
package io.github.mtasts.tool.run;
