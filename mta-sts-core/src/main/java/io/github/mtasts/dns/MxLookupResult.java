package io.github.mtasts.dns;

import io.github.mtasts.name.MxHost;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The MX hosts of a domain according to the DNS, or the reason why there are none. Each result has a text for a log line.
 *
 * <p>Try the hosts of {@link Hosts}; pass every other result to {@link io.github.mtasts.MtaSts#unroutable}: while a cached enforce
 * policy or an operator's rule names hosts for the domain, the DNS answer may be forged, and the message waits (RFC 8461
 * sections 4.1 and 5.1).
 */
public sealed interface MxLookupResult {
    /**
     * There are hosts to try.
     *
     * @param hosts at least one, in the order to try them (RFC 5321 section 5.1)
     * @param implicit true when there is no MX record and the one host is the domain itself
     * @param notes a sentence for each record that was left out
     */
    record Hosts(List<MxHost> hosts, boolean implicit, List<String> notes) implements MxLookupResult {
        /**
         * Keeps unchangeable copies.
         *
         * @param hosts at least one
         * @param implicit true when the one host is the domain itself
         * @param notes a sentence for each record that was left out
         */
        public Hosts {
            hosts = List.copyOf(hosts);
            notes = List.copyOf(notes);
        }

        @Override
        public String toString() {
            return (implicit ? "no MX record; the host is " : "MX hosts: ")
                    + hosts.stream().map(MxHost::name).collect(Collectors.joining(", "))
                    + noted(notes);
        }
    }

    /** The domain accepts no mail (RFC 7505). */
    record NullMx() implements MxLookupResult {
        @Override
        public String toString() {
            return "the domain publishes a null MX";
        }
    }

    /** The domain does not exist. */
    record NoSuchDomain() implements MxLookupResult {
        @Override
        public String toString() {
            return "the domain does not exist";
        }
    }

    /**
     * We are the domain's best MX host ourselves: passing the message on would make a loop (RFC 5321 section 5.1).
     *
     * @param notes a sentence for each record that was left out
     */
    record OnlyOurselves(List<String> notes) implements MxLookupResult {
        /**
         * Keeps an unchangeable copy.
         *
         * @param notes a sentence for each record that was left out
         */
        public OnlyOurselves {
            notes = List.copyOf(notes);
        }

        @Override
        public String toString() {
            return "this server is the best MX host of the domain" + noted(notes);
        }
    }

    /**
     * The domain has MX records, and none names a host. The domain itself is not tried instead (RFC 5321 section 5.1).
     *
     * @param notes a sentence for each record that was left out
     */
    record NoUsableHost(List<String> notes) implements MxLookupResult {
        /**
         * Keeps an unchangeable copy.
         *
         * @param notes a sentence for each record that was left out
         */
        public NoUsableHost {
            notes = List.copyOf(notes);
        }

        @Override
        public String toString() {
            return "no MX record of the domain names a host" + noted(notes);
        }
    }

    /**
     * The look-up failed. Try the message again later.
     *
     * @param reason for a log line
     * @param fault the side on which the look-up failed: a question that was not asked is no last try
     */
    record TemporaryFailure(String reason, LookupFault fault) implements MxLookupResult {
        /**
         * Makes the result of a resolver that cannot tell the sides apart: the failure counts as the domain's.
         *
         * @param reason for a log line
         */
        public TemporaryFailure(String reason) {
            this(reason, LookupFault.DOMAIN);
        }

        @Override
        public String toString() {
            return "the MX look-up failed: " + reason;
        }
    }

    private static String noted(List<String> notes) {
        return notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")";
    }
}
