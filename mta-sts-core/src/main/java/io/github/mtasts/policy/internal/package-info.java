/**
 * The grammar that the TXT records of MTA-STS and of TLS reporting share.
 *
 * <p>Comes in: characters of a record. Goes out: whether the grammar allows them. May not know: the fields of either record.
 */
package io.github.mtasts.policy.internal;
