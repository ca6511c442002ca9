package io.github.mtasts.dns;

/**
 * Port: looks up TXT records. May block; implementations are thread-safe, follow CNAMEs, and limit the time of a look-up
 * (five seconds are usual), because each look-up occupies one of {@code ResolutionSettings.maxLookups}.
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
