/**
 * Keeps rows in databases that speak SQL: one session that reads and one that writes, transactions, migrations, and the
 * pool of PostgreSQL.
 *
 * <p>Comes in: rows, and where the database is. Goes out: rows, and faults as
 * {@link io.github.mtasts.failure.StoreException}. May not know: what a policy or a report says.
 */
package io.github.mtasts.sql;
