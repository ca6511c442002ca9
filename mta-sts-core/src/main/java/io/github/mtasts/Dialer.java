package io.github.mtasts;

import java.io.IOException;
import java.net.Socket;

/**
 * Connects to one address of an MX host; the library then conducts the SMTP dialogue. It is called once, and a second time
 * where the policy allows mail in the clear and the handshake failed. Set a connect time-out: the library cannot interrupt
 * a blocked connect.
 */
@FunctionalInterface
public interface Dialer {
    /**
     * Connects.
     *
     * @return a connected socket on which nothing was read or written; the library closes it unless it hands it over
     * @throws IOException when the address cannot be reached; nothing is recorded
     */
    Socket dial() throws IOException;
}
