/**
 * Delivery of Jakarta Mail messages to the MX hosts of their recipients, under MTA-STS.
 *
 * <p>Comes in: an {@link io.github.mtasts.smtp.Envelope} and a message. Goes out: one
 * {@link io.github.mtasts.smtp.RecipientStatus} for each recipient. {@link io.github.mtasts.jakarta.mail.MailSender} looks
 * up MX hosts, tries every address of every host, and sends over the connections that {@link io.github.mtasts.MtaSts} permits. It
 * keeps no queue. {@link io.github.mtasts.jakarta.mail.MtaStsTransport} is the same for applications that know only Jakarta Mail.
 */
@NullMarked
package io.github.mtasts.jakarta.mail;

import org.jspecify.annotations.NullMarked;
