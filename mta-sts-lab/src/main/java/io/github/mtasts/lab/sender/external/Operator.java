package io.github.mtasts.lab.sender.external;

import java.io.IOException;

/** Who runs the mail server. */
@FunctionalInterface
public interface Operator {
    /**
     * Asks him to do something, and waits until he says that it is done.
     *
     * @param what in plain words
     * @throws IOException when he has gone away
     */
    void please(String what) throws IOException;
}
