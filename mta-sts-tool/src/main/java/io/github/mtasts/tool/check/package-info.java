/**
 * Shows what a sender sees of a domain and whether it would deliver: {@code mta-sts check}.
 *
 * <p>Comes in: a domain. Goes out: facts ({@link io.github.mtasts.tool.check.DomainReport}), the verdict of the library itself, and
 * findings. Facts are gathered first and judged afterwards: what looks at the network knows no rule, and a rule does no I/O. May not
 * know: other subcommands.
 */
package io.github.mtasts.tool.check;
