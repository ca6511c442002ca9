package io.github.mtasts.dns;

import io.github.mtasts.name.MxHost;
import java.util.List;

/**
 * Where the mail of a domain may go, as the DNS alone says it. Only {@link TemporaryFailure} is temporary by itself; but
 * nothing here may end a message while a cached policy of the domain is in force in mode enforce: the DNS is what an
 * attacker would forge, so it is deferred then (RFC 8461 section 4.1 and 5.1).
 *
 * <p>The notes say in English which records were left out, for a log line.
 */
public sealed interface MxLookupResult {
    /**
     * There are hosts to try.
     *
     * @param hosts at least one, in the order to try them (RFC 5321 section 5.1)
     * @param implicit true when there is no MX record and the one host is the domain itself
     * @param notes what was left out, and why
     */
    record Hosts(List<MxHost> hosts, boolean implicit, List<String> notes) implements MxLookupResult {
        /**
         * Keeps unchangeable copies.
         *
         * @param hosts at least one
         * @param implicit true when the one host is the domain itself
         * @param notes what was left out, and why
         */
        public Hosts {
            hosts = List.copyOf(hosts);
            notes = List.copyOf(notes);
        }
    }

    /** The domain says that it accepts no mail (RFC 7505). */
    record NullMx() implements MxLookupResult {}

    /** The domain does not exist. */
    record NoSuchDomain() implements MxLookupResult {}

    /**
     * We are the domain's best MX host ourselves, so that to pass the message on would make it loop (RFC 5321 section
     * 5.1).
     *
     * @param notes what was left out, and why
     */
    record OnlyOurselves(List<String> notes) implements MxLookupResult {
        /**
         * Keeps an unchangeable copy.
         *
         * @param notes what was left out, and why
         */
        public OnlyOurselves {
            notes = List.copyOf(notes);
        }
    }

    /**
     * There are MX records, and none names a host. The domain itself is not tried instead (RFC 5321 section 5.1).
     *
     * @param notes what was left out, and why
     */
    record NoUsableHost(List<String> notes) implements MxLookupResult {
        /**
         * Keeps an unchangeable copy.
         *
         * @param notes what was left out, and why
         */
        public NoUsableHost {
            notes = List.copyOf(notes);
        }
    }

    /**
     * The DNS could not tell. The message is to be tried again later.
     *
     * @param reason for a log line
     */
    record TemporaryFailure(String reason) implements MxLookupResult {}
}
