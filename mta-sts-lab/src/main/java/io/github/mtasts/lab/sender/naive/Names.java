package io.github.mtasts.lab.sender.naive;

/** Matches names with a wildcard as first label, in certificates (RFC 6125 section 6.4.3) and in policies. */
final class Names {
    private Names() {}

    /** Whether a name, which may begin with {@code *.}, matches a host: the asterisk is exactly one label. */
    static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot + 1).equals(name.substring(2));
    }

    /** Like {@link #matches}, with an asterisk anywhere in the first label. */
    static boolean matchesPartially(String name, String host) {
        int star = name.indexOf('*');
        int dot = host.indexOf('.');
        return star >= 0
                && star < name.indexOf('.')
                && host.startsWith(name.substring(0, star))
                && host.substring(dot).equals(name.substring(name.indexOf('.')));
    }
}
