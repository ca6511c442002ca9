package io.github.mtasts.dns;

/**
 * Looks up DNS records and says whether DNSSEC proves the answer, as DANE needs it (RFC 7672 section 2.1.1). Called by
 * several threads at once.
 */
@FunctionalInterface
public interface SecureResolver {
    /**
     * Looks up the records of one type. Aliases are followed, except for {@link RecordType#CNAME}.
     *
     * @param name a domain name in A-labels
     * @param type the type
     * @return the answer; a failure is an answer, never an exception
     */
    SecureAnswer lookup(String name, RecordType type);
}
