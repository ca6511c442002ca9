/**
 * Policies in a file, by SQLite: for one process, with nothing to install. Needs {@code org.xerial:sqlite-jdbc} at run time.
 */
package io.github.mtasts.cache.sqlite;
