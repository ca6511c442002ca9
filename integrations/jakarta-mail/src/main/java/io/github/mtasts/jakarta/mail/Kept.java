package io.github.mtasts.jakarta.mail;

import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * What stays with a connection between messages.
 *
 * @param socket the TCP connection below it, which can be closed without blocking
 * @param smtp the transport that the last message went over; null when there is none
 */
record Kept(Socket socket, @Nullable Conversation smtp) {}
