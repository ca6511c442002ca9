/**
 * A Policy Host for any number of domains (RFC 8461 sections 3.2, 3.3 and 8.2).
 *
 * <p>Comes in: a configuration file, a folder of policies, certificates. Goes out: policies over HTTPS, and the records to publish.
 * May not know: how certificates are obtained, and how the library fetches policies.
 */
package io.github.mtasts.tool.publish;
