/**
 * TLS reports (RFC 8460): counted per UTC day and policy, built, delivered, read. Still to be written; outcomes already
 * carry what it needs.
 */
package io.github.mtasts.tlsrpt;
