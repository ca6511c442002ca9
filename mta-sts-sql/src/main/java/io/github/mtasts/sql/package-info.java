/**
 * Access to SQLite and PostgreSQL: sessions, transactions, schema migrations and connection pools.
 *
 * <p>Input: SQL, and the address of a database. Output: rows, and failures as
 * {@link io.github.mtasts.failure.StoreException}. This package does not depend on the meaning of the rows.
 */
package io.github.mtasts.sql;
