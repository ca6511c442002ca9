package io.github.mtasts.lab;

/** A feature of a sender, or a control that it gives the lab. A scenario that needs more does not apply to the sender. */
public enum Ability {
    /** It takes the time from the clock of the lab's network, which the lab can move forward by days. */
    CLOCK("follows the lab's clock"),
    /** It discovers policies through the TXT record and the policy host (RFC 8461 section 3). */
    DISCOVERY("discovers policies"),
    /**
     * It compares the id of the TXT record with that of the cached policy when the last comparison is ten minutes old, or
     * sooner. A scenario breaks off if a sender with this ability does not query the record again after ten minutes.
     */
    COMPARISON("compares the policy id again"),
    /** It fetches policies again before they expire, whether or not there is mail (RFC 8461 section 3.3). */
    REFRESH("refreshes policies before expiry"),
    /** It fetches policies from public addresses only. */
    ADDRESS_GUARD("refuses private addresses"),
    /** It can be stopped and started again, with its files kept. */
    RESTART("can be restarted"),
    /** It limits the number of domains in its memory cache, and names the limit ({@link SenderKind#rememberedDomains}). */
    BOUNDED_MEMORY("limits its memory cache"),
    /** It checks certificates for revocation. */
    REVOCATION("checks revocation"),
    /** It takes a rule of its operator for a domain: validated TLS with given MX hosts, whatever the domain publishes. */
    OPERATOR_RULES("takes an operator's rule for a domain"),
    /** Its policy cache and its DNS queries can be made to fail ({@link OwnFault}). */
    OWN_FAULTS("can be made to fail"),
    /** It returns a message to its sender after five days of the lab's clock in the queue. */
    QUEUE_LIFETIME("returns mail after five days"),
    /** It validates DNSSEC up to the root of the lab's DNS, and authenticates hosts by TLSA records (RFC 7672). */
    DANE("does DANE"),
    /** It passes REQUIRETLS on, and returns a message that no host can get (RFC 8689). */
    REQUIRE_TLS("passes REQUIRETLS on"),
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
