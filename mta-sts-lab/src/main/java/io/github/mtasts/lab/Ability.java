package io.github.mtasts.lab;

/** What a sender does, or lets the lab do with it; a scenario that needs more cannot apply to it. */
public enum Ability {
    /** It follows the clock of the lab's network, so that days can pass in a moment. */
    CLOCK("follows the lab's clock"),
    /** It finds policies by itself, through the TXT record and the policy host. */
    DISCOVERY("finds policies by itself"),
    /**
     * It looks at the TXT record again when it has known the policy for ten minutes, or sooner. There is no verdict of safe
     * where it asked for the record once and, after those ten minutes, not again.
     */
    COMPARISON("looks at the record again"),
    /** It fetches policies again before they expire, whether or not there is mail. */
    REFRESH("refreshes policies by itself"),
    /** It fetches policies from public addresses only. */
    ADDRESS_GUARD("refuses addresses inside"),
    /** It can be stopped and started over what it keeps on disk. */
    RESTART("can be restarted"),
    /** It bounds how many domains it remembers in memory, and says how many ({@link SenderKind#rememberedDomains}). */
    BOUNDED_MEMORY("bounds what it remembers"),
    /** It checks whether a certificate was revoked. */
    REVOCATION("checks revocation"),
    /** It returns a message to its author when it has tried for five days of the lab's clock. */
    QUEUE_LIFETIME("gives up after five days"),
    /** It sends TLS reports (RFC 8460). */
    REPORTS("sends TLS reports");

    private final String words;

    Ability(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
