/**
 * Policies in PostgreSQL: for senders on several nodes. Needs {@code org.postgresql:postgresql} and
 * {@code com.zaxxer:HikariCP} at run time.
 */
package io.github.mtasts.cache.postgresql;
