/**
 * Registrable domains. For this library's own modules only.
 *
 * <p>Comes in: a canonical name. Goes out: the domain that its owner has registered, by the Public Suffix List. May not know: what
 * is counted or limited for each registrable domain.
 */
package io.github.mtasts.name.internal;
