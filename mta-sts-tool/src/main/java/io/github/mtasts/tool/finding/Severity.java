package io.github.mtasts.tool.finding;

import java.util.Locale;

/** How bad a finding is, the worst first. */
public enum Severity {
    /** Senders see no policy, or mail is delayed. */
    ERROR,
    /** It works now, and is weak or will break. */
    WARNING,
    /** Worth knowing. */
    NOTE;

    /**
     * The word for it.
     *
     * @return such as {@code error}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
