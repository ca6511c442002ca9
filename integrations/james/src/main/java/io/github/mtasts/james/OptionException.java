package io.github.mtasts.james;

import jakarta.mail.MessagingException;

/** An option or setting that stops James at its start. The message names it and says what to set. */
final class OptionException extends MessagingException {
    private static final long serialVersionUID = 1;

    OptionException(String message) {
        super(message);
    }

    OptionException(String message, Exception cause) {
        super(message, cause);
    }
}
