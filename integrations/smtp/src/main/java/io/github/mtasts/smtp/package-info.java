/**
 * The envelope of a message and the status of each of its recipients: what the senders of mta-sts-jakarta-mail and mta-sts-netty
 * have in common.
 */
@NullMarked
package io.github.mtasts.smtp;

import org.jspecify.annotations.NullMarked;
