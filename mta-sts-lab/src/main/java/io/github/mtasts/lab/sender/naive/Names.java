package io.github.mtasts.lab.sender.naive;

/** Names with a wildcard as their first label, in certificates (RFC 6125 section 6.4.3) and in policies. */
final class Names {
    private Names() {}

    /** Whether a name, which may begin with {@code *.}, stands for a host: exactly one label for the asterisk. */
    static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot + 1).equals(name.substring(2));
    }

    /** The same, with an asterisk anywhere in the first label. */
    static boolean matchesPartially(String name, String host) {
        int star = name.indexOf('*');
        int dot = host.indexOf('.');
        return star >= 0
                && star < name.indexOf('.')
                && host.startsWith(name.substring(0, star))
                && host.substring(dot).equals(name.substring(name.indexOf('.')));
    }
}
