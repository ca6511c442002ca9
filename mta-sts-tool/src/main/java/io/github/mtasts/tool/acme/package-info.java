/**
 * Obtains and renews certificates by ACME (RFC 8555) with the challenges tls-alpn-01 (RFC 8737) and http-01.
 *
 * <p>Comes in: host names. Goes out: certificates in a rack and in files. May not know: policies. The authority is behind a port,
 * {@code CertificateAuthority}, so that only one class knows acme4j.
 */
package io.github.mtasts.tool.acme;
