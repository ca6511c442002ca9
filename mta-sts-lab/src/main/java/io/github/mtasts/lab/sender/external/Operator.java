package io.github.mtasts.lab.sender.external;

import java.io.IOException;

/** The operator of the mail server. */
@FunctionalInterface
public interface Operator {
    /**
     * Asks the operator to do something and waits for the confirmation.
     *
     * @param what the request, in words
     * @throws IOException if no confirmation can come
     */
    void please(String what) throws IOException;
}
