/**
 * Text for people: safe whatever it quotes, within 80 columns, with colours and progress on a terminal only.
 *
 * <p>May not know: a subcommand.
 */
package io.github.mtasts.tool.terminal;
