package io.github.mtasts.sql;

/**
 * The differences between the databases.
 *
 * @param text the column type of names, compared octet by octet
 * @param octets the column type of octets
 * @param lockRows the clause that makes a query lock its rows and skip rows that other transactions have locked; empty where
 *     one transaction writes at a time
 * @param position the function that returns where a text begins in another, from 1, and 0 if it is not there
 * @param isShared whether other nodes may write
 */
public record Dialect(String text, String octets, String lockRows, String position, boolean isShared) {}
