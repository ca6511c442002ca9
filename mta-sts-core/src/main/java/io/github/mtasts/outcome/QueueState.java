package io.github.mtasts.outcome;

/**
 * One queue of the library at one moment. Immutable.
 *
 * @param name {@code cache} (reads of the cache's store), {@code lookup} (TXT records), {@code fetch} (policies),
 *     {@code verify} (certificates of event-driven openings whose revocation is checked), {@code complete} (continuations of the
 *     caller) or {@code events} (events for {@link MtaStsListener})
 * @param running about how much work is done now
 * @param waiting how much work waits for a thread
 * @param rejected how much was refused for lack of room since the library was built; for {@code events}, lost
 */
public record QueueState(String name, int running, int waiting, long rejected) {
    @Override
    public String toString() {
        return "queue " + name + ": " + running + " running, " + waiting + " waiting, " + rejected + " rejected";
    }
}
