package io.github.mtasts.lab.catalogue;

/** The position of an attacker. */
public enum Attacker {
    /** On the path between sender and MX host. */
    ON_PATH("on path"),
    /** In the DNS. */
    DNS_FORGER("DNS forger"),
    /** At an MX host that the attacker owns and directs mail to. */
    ROGUE_MX("rogue MX"),
    /** At the policy host, or on the path to it. */
    ROGUE_POLICY_HOST("rogue policy host"),
    /** Anywhere, with many domains and messages. */
    FLOODER("flooder");

    private final String words;

    Attacker(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
