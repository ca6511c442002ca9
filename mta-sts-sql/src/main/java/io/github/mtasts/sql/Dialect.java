package io.github.mtasts.sql;

/**
 * Where the databases differ.
 *
 * @param least the function that answers the lesser of two values
 * @param text the type of names, compared octet by octet
 * @param octets the type of octets
 * @param lockRows what makes a query lock the rows it answers, passing over those that others have locked; empty where
 *     one transaction writes at a time
 * @param isShared whether other nodes may write
 */
public record Dialect(String least, String text, String octets, String lockRows, boolean isShared) {}
