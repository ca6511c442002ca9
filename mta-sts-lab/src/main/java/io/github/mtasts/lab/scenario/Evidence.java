package io.github.mtasts.lab.scenario;

import io.github.mtasts.testkit.OldTls;
import java.util.Set;

/**
 * What the network has seen of the message with the canary, up to a moment.
 *
 * @param inClear whether it was on a wire for everybody to read
 * @param byAttacker whether it was sent to a host of the attacker, or the attacker read it within TLS
 * @param inside whether the sender connected to an address inside that an attacker had named
 * @param agreedOldTls the versions of TLS before 1.2 that the sender went on with, when the attacker chose them
 * @param arrived whether a genuine host took it
 * @param returned whether a message with a null reverse path came back to the author
 * @param held whether a call to the sender did not return in time
 */
public record Evidence(
        boolean inClear,
        boolean byAttacker,
        boolean inside,
        Set<OldTls> agreedOldTls,
        boolean arrived,
        boolean returned,
        boolean held) {
    /**
     * Whether somebody got what he must not have, or what is too weak to keep him from it.
     *
     * @return true if so
     */
    public boolean leaked() {
        return inClear || byAttacker || inside || !agreedOldTls.isEmpty();
    }
}
