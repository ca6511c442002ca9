package io.github.mtasts.dns;

/** Port: looks up the addresses of a host. May block; implementations are thread-safe and bounded in time. */
@FunctionalInterface
public interface AddressResolver {
    /**
     * Looks up the A and AAAA records of a name.
     *
     * @param name an absolute name in A-labels, without a trailing dot
     * @return the answer; a failure of the network is {@link AddressAnswer.Failed}, never an exception
     */
    AddressAnswer addresses(String name);
}
