/**
 * Operator rules: local requirements and exceptions per domain, in addition to published policies.
 *
 * <p>Input: a file, a text, or calls of a builder. Output: one rule per domain. This package does not depend on published
 * policies or on the cache.
 */
package io.github.mtasts.cache.rules;
