package io.github.mtasts.smtp.address;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of an envelope, checked (RFC 5321 section 4.1.2): it cannot end a command, and its domain is a domain name or an
 * address literal.
 *
 * @param text the address as it was given
 * @param localPart the part before the last at sign
 * @param nextHop the Policy Domain in A-labels, or the address literal in brackets
 */
public record Mailbox(String text, String localPart, String nextHop) {
    private static final int MAX_SHOWN = 100;
    /** RFC 5321 section 4.5.3.1.3. */
    private static final int MAX_PATH = 254;

    /** RFC 5321 section 4.1.2. A quote in the middle would end the path, and what follows would be read as parameters. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)+\"");

    private static final Pattern UNQUOTED = Pattern.compile("[^@ <>()\\[\\],;:\\\\\"]+");

    /**
     * Says why a text is not an address.
     *
     * @param text any
     * @return the reason, which begins with the text; null when it is an address
     */
    public static @Nullable String fault(String text) {
        int at = text.lastIndexOf('@');
        String shown = Printable.quoted(text, MAX_SHOWN);
        if (at <= 0) {
            return shown + " is not an address: expected local-part@domain";
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            return shown + " is longer than " + MAX_PATH + " octets";
        }
        String local = text.substring(0, at);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(local)
                || local.chars().anyMatch(Character::isISOControl)
                || !(QUOTED.matcher(local).matches() || UNQUOTED.matcher(local).matches())) {
            return shown + " has a character that cannot stand in a local part";
        }
        return nextHop(text.substring(at + 1)) == null ? shown + " has no domain name after the at sign" : null;
    }

    /**
     * Reads an address.
     *
     * @param text one without a {@link #fault}
     * @return the address
     */
    public static Mailbox of(String text) {
        int at = text.lastIndexOf('@');
        String hop = at <= 0 ? null : nextHop(text.substring(at + 1));
        if (hop == null) {
            throw new IllegalArgumentException(text);
        }
        return new Mailbox(text, text.substring(0, at), hop);
    }

    private static @Nullable String nextHop(String domain) {
        if (domain.startsWith("[")) {
            return MxHost.parseAddress(domain).map(MxHost::name).orElse(null);
        }
        return PolicyDomain.parse(domain).map(PolicyDomain::name).orElse(null);
    }

    /**
     * The path in an SMTP command.
     *
     * @return the address in angle brackets, its domain in A-labels, so that only a local part beyond ASCII needs SMTPUTF8
     */
    public String path() {
        return "<" + localPart + "@" + nextHop + ">";
    }

    /**
     * Whether only a host with SMTPUTF8 may get mail for it or from it (RFC 6531).
     *
     * @return whether its local part has characters beyond ASCII
     */
    public boolean needsUtf8() {
        return localPart.chars().anyMatch(c -> c > 0x7e);
    }
}
