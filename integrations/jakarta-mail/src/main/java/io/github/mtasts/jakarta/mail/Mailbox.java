package io.github.mtasts.jakarta.mail;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An address of an envelope, checked (RFC 5321 section 4.1.2): it cannot end a command, and its domain is a domain name or an
 * address literal.
 *
 * @param text the address as it was given
 * @param localPart the part before the last at sign
 * @param nextHop the Policy Domain in A-labels, or the address literal in brackets
 */
record Mailbox(String text, String localPart, String nextHop) {
    private static final int MAX_SHOWN = 100;
    /** RFC 5321 section 4.5.3.1.3. */
    private static final int MAX_PATH = 254;

    /** Why a text is not an address; null when it is one. */
    static @Nullable String fault(String text) {
        int at = text.lastIndexOf('@');
        String shown = Printable.quoted(text, MAX_SHOWN);
        if (at <= 0) {
            return shown + " is not an address: expected local-part@domain";
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            return shown + " is longer than " + MAX_PATH + " octets";
        }
        String local = text.substring(0, at);
        boolean quoted = local.length() > 2 && local.startsWith("\"") && local.endsWith("\"");
        if (local.chars().anyMatch(c -> c < ' ' || c == 0x7f)
                || (!quoted && local.chars().anyMatch(c -> " <>()[],;:\\\"".indexOf(c) >= 0))) {
            return shown + " has a character that cannot stand in a local part";
        }
        return nextHop(text.substring(at + 1)) == null ? shown + " has no domain name after the at sign" : null;
    }

    /** Reads an address without a {@link #fault}. */
    static Mailbox of(String text) {
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

    /** The path in an SMTP command: the domain in A-labels, so that only a local part beyond ASCII needs SMTPUTF8. */
    String path() {
        return "<" + localPart + "@" + nextHop + ">";
    }

    boolean needsUtf8() {
        return localPart.chars().anyMatch(c -> c > 0x7e);
    }
}
