package io.github.mtasts.lab.catalogue;

/** Where the attacker stands. */
public enum Attacker {
    /** On the path between sender and MX host. */
    ON_PATH("on path"),
    /** In the DNS. */
    DNS_FORGER("DNS forger"),
    /** With an MX host of his own, to which he leads mail. */
    ROGUE_MX("rogue MX"),
    /** At the policy host, or on the path to it. */
    ROGUE_POLICY_HOST("rogue policy host"),
    /** Far away, with many domains and messages. */
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
