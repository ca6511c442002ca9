/**
 * The fetch of a policy as a sender does it, for every subcommand that looks at a domain.
 *
 * <p>May not know: a subcommand.
 */
package io.github.mtasts.tool.policy;
