/** A SQLite file that several stores of this library share. */
package io.github.mtasts.sqlite;
