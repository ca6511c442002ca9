package io.github.mtasts.trust.internal;

import java.io.IOException;

/**
 * A look-up failed on our own side: our resolvers did not answer, our network or proxy is down, or our thread was interrupted. It
 * proves nothing about an authority, and is held against nobody.
 */
public final class OwnFaultException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message for the log
     */
    public OwnFaultException(String message) {
        super(message);
    }
}
