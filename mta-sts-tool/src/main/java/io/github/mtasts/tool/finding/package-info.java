/**
 * What is wrong with something, how bad it is and what to do: the common language of check, lint and plan.
 *
 * <p>May not know: how a fault was found.
 */
package io.github.mtasts.tool.finding;
