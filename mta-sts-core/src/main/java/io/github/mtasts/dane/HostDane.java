package io.github.mtasts.dane;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the DNS says about DANE for one MX host of one next hop (RFC 7672 section 2.2). Immutable. */
public sealed interface HostDane {
    /**
     * The look-up failed, which leaves open whether the host has TLSA records: no mail goes to it (RFC 7672 section 2.1.2).
     *
     * @param base the TLSA base domain, or the host where the look-up did not come so far
     * @param reason for a log and a report
     * @param fault the side on which it failed
     * @param aboutDane whether it was the TLSA look-up that failed, or signatures did: otherwise the domain may have no DANE
     */
    record Unknown(String base, String reason, LookupFault fault, boolean aboutDane) implements HostDane {
        /** The failure as a report has it (RFC 8460 section 4.3.1). */
        public Failure failure() {
            return new Failure(ResultType.DNSSEC_INVALID, "dane-unknown: " + reason);
        }

        /** Whether the domain is told about it (D34). */
        public boolean isReported() {
            return aboutDane && fault == LookupFault.DOMAIN;
        }

        @Override
        public String toString() {
            return "TLSA records unknown: " + reason;
        }
    }

    /**
     * The host is authenticated by TLSA records.
     *
     * @param base the TLSA base domain
     * @param tlsa the records; at least one is decisive
     * @param referenceNames the names of which a certificate under usage 2 must have one; the base first
     * @param secureMx whether signatures prove the host to be one of the next hop
     */
    record Records(String base, TlsaSet tlsa, List<String> referenceNames, boolean secureMx) implements HostDane {
        /** Keeps an unchangeable copy of the names. */
        public Records {
            referenceNames = List.copyOf(referenceNames);
        }

        @Override
        public String toString() {
            return tlsa + " at " + base + (secureMx ? "" : ", MX records not signed");
        }
    }

    /**
     * There are TLSA records and none can be used: TLS without authentication, never clear text (RFC 7672 section 2.2).
     *
     * @param base the TLSA base domain
     * @param tlsa the records; none is decisive
     * @param secureMx whether signatures prove the host to be one of the next hop
     */
    record EncryptOnly(String base, TlsaSet tlsa, boolean secureMx) implements HostDane {
        @Override
        public String toString() {
            return tlsa + " at " + base;
        }
    }

    /**
     * DANE does not apply.
     *
     * @param reason for a log
     * @param secureMx whether signatures prove the host to be one of the next hop
     */
    record None(String reason, boolean secureMx) implements HostDane {
        /**
         * Makes the state of a host whose MX records prove nothing, or were not asked for.
         *
         * @param reason for a log
         */
        public None(String reason) {
            this(reason, false);
        }

        @Override
        public String toString() {
            return "no DANE: " + reason;
        }
    }

    /**
     * The host has no address, and cannot be reached.
     *
     * @param host the host
     */
    record Unreachable(String host) implements HostDane {
        @Override
        public String toString() {
            return host + " has no address";
        }
    }

    /**
     * Whether signatures prove the host to be one of the next hop, or no MX record leads to it.
     *
     * @return false also where that is not known
     */
    default boolean secureMx() {
        return false;
    }

    /**
     * The TLSA base domain.
     *
     * @return null where TLSA records do not apply or are unknown
     */
    default @Nullable String tlsaBase() {
        if (this instanceof Records found) {
            return found.base();
        }
        return this instanceof EncryptOnly found ? found.base() : null;
    }
}
