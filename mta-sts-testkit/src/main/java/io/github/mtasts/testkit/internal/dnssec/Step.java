package io.github.mtasts.testkit.internal.dnssec;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * One step of an answer: a name on the way from the question to the end of its aliases.
 *
 * @param name the name
 * @param type the type asked for
 * @param found what there was
 * @param wildcard the wildcard that the name was answered from, or null
 * @param forged whether an attacker answered
 */
public record Step(
        Name name, int type, Found found, @Nullable Name wildcard, boolean forged) {
    /** What there was. */
    public enum Found {
        /** Records, or an alias. */
        RECORDS,
        /** The name, without records of the type. */
        NO_DATA,
        /** Nothing. */
        NO_NAME
    }
}
