package io.github.mtasts.smtp;

import io.github.mtasts.text.Printable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reply of an SMTP server to a command (RFC 5321 section 4.2). The text comes from outside and is made printable.
 *
 * @param command the verb of the command, such as {@code RCPT}; {@code DATA} also stands for the end of the message
 * @param code the reply code
 * @param text the lines of the reply without the code, on one line of at most 500 printable ASCII characters
 */
public record Reply(String command, int code, String text) {
    private static final int MAX_TEXT = 500;
    private static final int CODE = 3;
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?= |$)");
    /** Postfix and Exim name the identifier; others put it first. */
    private static final Pattern QUEUED = Pattern.compile("(?:queued as |\\bid=)([\\w.:/+-]{4,128})");

    private static final Pattern FIRST_WORD =
            Pattern.compile("(?:[25]\\.\\d{1,3}\\.\\d{1,3}:? )?([\\w.-]{6,128}):? Message accepted for delivery.*");

    /**
     * Cleans and cuts the text.
     *
     * @param command the verb of the command
     * @param code the reply code
     * @param text the text
     */
    public Reply {
        text = Printable.line(text, MAX_TEXT);
    }

    /**
     * Reads a reply as it came over the wire.
     *
     * @param command the verb of the command
     * @param code the reply code
     * @param lines the lines with their codes
     * @return the reply, on one line
     */
    public static Reply of(String command, int code, String lines) {
        StringBuilder text = new StringBuilder();
        lines.lines().forEach(line -> {
            String words = withoutCode(line);
            if (!words.isEmpty()) {
                text.append(text.isEmpty() ? "" : " ").append(words);
            }
        });
        return new Reply(command.toUpperCase(Locale.ROOT), code, text.toString());
    }

    private static String withoutCode(String line) {
        boolean hasCode = line.length() >= CODE && line.chars().limit(CODE).allMatch(c -> c >= '0' && c <= '9');
        return (hasCode ? line.substring(Math.min(CODE + 1, line.length())) : line).strip();
    }

    /**
     * Whether the command succeeded.
     *
     * @return true for codes 200 to 299
     */
    public boolean isPositive() {
        return code >= 200 && code <= 299;
    }

    /**
     * Whether the server refused for good. Code 552 to RCPT is not permanent: it stands for 452 (RFC 5321 section 4.5.3.1.10).
     *
     * @return true for codes 500 to 599 otherwise
     */
    public boolean isPermanent() {
        return code >= 500 && code <= 599 && !(code == 552 && command.equals("RCPT"));
    }

    /**
     * The enhanced status code at the beginning of the text (RFC 2034), where it agrees with the reply.
     *
     * @return such as {@code 5.1.1}; empty when the reply has none
     */
    public Optional<String> enhancedStatus() {
        Matcher matcher = ENHANCED.matcher(text);
        return matcher.lookingAt() && matcher.group(1).charAt(0) == expectedClass()
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }

    /**
     * The name that the server gave the message in its queue, where the text has a well-known form: that of Postfix, Exim,
     * Sendmail, OpenSMTPD and others.
     *
     * @return for a log; empty when no identifier was found
     */
    public Optional<String> queueId() {
        Matcher queued = QUEUED.matcher(text);
        if (queued.find()) {
            return Optional.of(queued.group(1));
        }
        Matcher first = FIRST_WORD.matcher(text);
        return first.matches() ? Optional.of(first.group(1)) : Optional.empty();
    }

    private char expectedClass() {
        if (isPositive()) {
            return '2';
        }
        return isPermanent() ? '5' : '4';
    }

    @Override
    public String toString() {
        return command + ": " + code + " " + text;
    }
}
