package io.github.mtasts.lab;

/** A fault of a sender's own, on which the lab needs no attacker. */
public enum OwnFault {
    /** The policy cache cannot be read: whether a domain has a policy is unknown. */
    CACHE_UNREADABLE("its policy cache cannot be read"),
    /** The queue for DNS queries is full: a query for a TXT record is not sent. */
    DNS_QUEUE_FULL("its queue for DNS queries is full, so that it does not query the record");

    private final String words;

    OwnFault(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
