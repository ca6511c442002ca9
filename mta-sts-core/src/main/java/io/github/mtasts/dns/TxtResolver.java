package io.github.mtasts.dns;

/**
 * Port: looks up TXT records. Implementations are thread-safe, follow CNAMEs, and return within a time bound of their
 * own (five seconds are usual): discovery holds a slot while it waits.
 */
@FunctionalInterface
public interface TxtResolver {
    /**
     * Looks up the TXT records of a name.
     *
     * @param name an absolute name in A-labels, without a trailing dot
     * @return the answer; a failure of the network is {@link TxtAnswer.Failed}, never an exception
     */
    TxtAnswer txt(String name);
}
