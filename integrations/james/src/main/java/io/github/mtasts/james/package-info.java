/**
 * A plugin for Apache James 3.9 that delivers mail to other servers under MTA-STS (RFC 8461).
 *
 * <p>Comes in: mail that a processor of James hands to the mailet {@link io.github.mtasts.james.MtaStsRemoteDelivery}, by way of one
 * of James' queues. Goes out: mail to the MX hosts of its recipients, or a bounce. {@link io.github.mtasts.james.MtaStsModule} makes
 * the parts that all mailets of a server share, from {@code mta-sts.properties}.
 */
@NullMarked
package io.github.mtasts.james;

import org.jspecify.annotations.NullMarked;
