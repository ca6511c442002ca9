package io.github.mtasts.james;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The options {@code mail.*}, which the stock RemoteDelivery hands to Jakarta Mail. Those with a counterpart among the options become
 * it; those that ask for what is done in any case are dropped; all others would be silently without effect, and stop James.
 */
final class MailProperties {
    private static final Map<String, String> COUNTERPARTS = Map.of(
            "timeout", "timeout",
            "connectiontimeout", "connectiontimeout",
            "sendpartial", "sendpartial",
            "localhost", "heloName",
            "localaddress", "bind");

    /** What is done in any case, with the value that says so. */
    private static final Map<String, String> ALWAYS = Map.of(
            "ehlo", "true",
            "quitwait", "false",
            "allow8bitmime", "true",
            "starttls.enable", "true",
            "ssl.checkserveridentity", "true");

    private static final Set<String> PREFIXES = Set.of("mail.smtp.", "mail.smtps.");

    private MailProperties() {}

    /** Replaces the options {@code mail.*} by their counterparts. */
    static void move(Map<String, String> values) throws OptionException {
        for (String name : List.copyOf(values.keySet())) {
            if (!name.toLowerCase(Locale.ROOT).startsWith("mail.")) {
                continue;
            }
            String value = Objects.requireNonNullElse(values.remove(name), "");
            String key = withoutPrefix(name.toLowerCase(Locale.ROOT));
            String counterpart = COUNTERPARTS.get(key);
            if (counterpart != null) {
                values.put(counterpart, value); // as with the stock mailet, it goes before the option
            } else if (!value.equalsIgnoreCase(ALWAYS.get(key))) {
                throw new OptionException(sentence(name, value, key));
            }
        }
    }

    private static String withoutPrefix(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    private static String sentence(String name, String value, String key) {
        boolean tls = key.startsWith("ssl.") || key.startsWith("starttls.");
        return "The option " + name + "=" + value + " "
                + (tls
                        ? "contradicts the policies of recipient domains, which decide where TLS is required: remove it."
                                + " Ask for TLS to single domains by rules.file in mta-sts.properties."
                        : "is not one that MtaStsRemoteDelivery can follow: remove it.");
    }
}
