package io.github.mtasts.dns;

/** Port: looks up MX records. May block; implementations are thread-safe and bounded in time. */
@FunctionalInterface
public interface MxResolver {
    /**
     * Looks up the MX records of a name.
     *
     * @param name an absolute name in A-labels, without a trailing dot
     * @return the answer; a failure of the network is {@link MxAnswer.Failed}, never an exception
     */
    MxAnswer mx(String name);
}
