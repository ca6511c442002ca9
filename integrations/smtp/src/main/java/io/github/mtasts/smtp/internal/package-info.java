/**
 * What becomes of a message at a next hop, whatever carries the octets. For this project's own modules only.
 *
 * <p>Comes in: envelope, message and the replies of hosts. Goes out: commands, and a status for each recipient.
 */
@NullMarked
package io.github.mtasts.smtp.internal;

import org.jspecify.annotations.NullMarked;
