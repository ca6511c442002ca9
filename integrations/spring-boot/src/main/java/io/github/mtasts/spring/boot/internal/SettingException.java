package io.github.mtasts.spring.boot.internal;

import org.jspecify.annotations.Nullable;

/** A property is missing or wrong. The message says which and why, the action what to set. */
final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    SettingException(String problem, String action) {
        this(problem, action, null);
    }

    SettingException(String problem, String action, @Nullable Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    /** One sentence that says what to set. */
    String action() {
        return action;
    }
}
