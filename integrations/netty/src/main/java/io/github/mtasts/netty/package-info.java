/**
 * Mail of servers on Netty.
 *
 * <p>Comes in: an envelope and the octets of a message. Goes out: a status for each recipient. {@link
 * io.github.mtasts.netty.NettyMailSender} does this. For a server with an SMTP client of its own, {@link
 * io.github.mtasts.netty.NettyTransport} makes of a bootstrap and an address a channel on which MAIL comes next.
 */
@NullMarked
package io.github.mtasts.netty;

import org.jspecify.annotations.NullMarked;
