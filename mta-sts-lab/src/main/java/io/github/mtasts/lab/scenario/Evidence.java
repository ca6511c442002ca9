package io.github.mtasts.lab.scenario;

import io.github.mtasts.testkit.OldTls;
import java.util.Set;

/**
 * The network's evidence about the message with the canary, up to a moment.
 *
 * @param inClear whether it was on the wire in the clear
 * @param byAttacker whether it went to a host of the attacker, or the attacker read it within TLS
 * @param inside whether the sender connected to a private address that the attacker had named
 * @param agreedOldTls the versions of TLS before 1.2 that the attacker chose and the sender accepted
 * @param arrived whether a genuine host accepted it
 * @param returned whether a bounce came to the author
 * @param held whether a call to the sender exceeded its time limit
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
     * Whether the message leaked, a private address was contacted, or TLS before 1.2 was accepted.
     *
     * @return true if so
     */
    public boolean leaked() {
        return inClear || byAttacker || inside || !agreedOldTls.isEmpty();
    }
}
