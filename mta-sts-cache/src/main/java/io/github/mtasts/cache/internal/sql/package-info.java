/**
 * Keeps rows in databases that speak SQL. Not part of the API; the module for TLS reports keeps its rows with it, too.
 *
 * <p>Comes in: rows, and where the database is. Goes out: rows, and faults as {@code StoreException}. May not know: what a
 * policy says.
 */
package io.github.mtasts.cache.internal.sql;
