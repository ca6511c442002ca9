package io.github.mtasts.delivery;

/**
 * What came of opening a connection to an MX host.
 *
 * @param <C> the connection: a {@link java.net.Socket}, or the caller's {@link AsyncTransport}
 */
public sealed interface Opening<C> permits Ready, NotReady {}
