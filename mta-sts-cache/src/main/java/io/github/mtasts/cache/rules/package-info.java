/**
 * Operator rules: what an operator demands for a domain, or forgives it, beside what the domain publishes.
 *
 * <p>Comes in: a file, a text or calls of a builder. Goes out: one rule per domain, the same object at every delivery. May
 * not know: what a domain publishes, what is cached, or which of the two is the stricter.
 */
package io.github.mtasts.cache.rules;
