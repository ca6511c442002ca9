package io.github.mtasts;

import java.io.IOException;
import java.net.Socket;

/**
 * Connects to one address of an MX host; the library speaks from there on. It is called once, and a second time where the
 * policy allows mail in the clear and the host has broken off TLS.
 */
@FunctionalInterface
public interface Dialer {
    /**
     * Connects.
     *
     * @return a connected socket on which nothing was read or written; the library closes it unless it hands it over
     * @throws IOException when the address cannot be reached: no session, nothing to record
     */
    Socket dial() throws IOException;
}
