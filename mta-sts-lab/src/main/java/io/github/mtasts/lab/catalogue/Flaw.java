package io.github.mtasts.lab.catalogue;

/**
 * A mistake that an attack exploits. The first two describe senders without MTA-STS; the others are mistakes of a sender that
 * follows policies, switched on one at a time.
 */
public enum Flaw {
    /** Opportunistic TLS: no policies, any certificate, and clear text if TLS fails. */
    NO_POLICIES("opportunistic TLS"),
    /** TLS is always required, and no certificate is checked. */
    NO_CHECKS("TLS required, nothing checked"),

    /** A refusal before TLS ends a message. */
    BELIEVES_REFUSALS("believes refusals before TLS"),
    /** A host that does not offer STARTTLS, or refuses it, gets the message in the clear. */
    DOES_WITHOUT_STARTTLS("does without STARTTLS"),
    /** After a TLS failure the next attempt is in the clear. */
    FALLS_BACK("second attempt in the clear"),
    /** TLS 1.0 and 1.1 are accepted. */
    TAKES_OLD_TLS("accepts old TLS"),
    /** Octets that came with the reply to STARTTLS are read after the handshake. */
    KEEPS_EARLY_REPLIES("keeps replies from before TLS"),
    /** A complete handshake counts as success, even if the host refuses it afterwards: no attempt in the clear follows. */
    COUNTS_HANDSHAKES("takes a complete handshake for success"),
    /** The layer that sends the message does not see that the connection is encrypted, and starts TLS where it is offered. */
    SEES_NO_TLS("does not see that a connection is encrypted"),
    /** EHLO is sent a second time on a connection in the clear. */
    SAYS_EHLO_TWICE("says EHLO twice in the clear"),
    /** The EHLO reply before the handshake is used after it. */
    KEEPS_EARLY_OFFERS("keeps extensions from before TLS"),
    /** A TLS alert of level warning ends the handshake (RFC 6066 section 3). */
    ENDS_AT_WARNINGS("ends TLS at a warning alert"),
    /** A host that refused before TLS counts as one whose TLS failed: the next attempt is in the clear. */
    COUNTS_REFUSALS_AS_TLS("takes a refusal before TLS for a TLS failure"),
    /** There is no time limit for a host. */
    WAITS_FOREVER("waits without limit"),
    /** Only the first MX host is tried. */
    TRIES_ONE_HOST("tries one MX host"),

    /** The chain of a certificate is not validated; its names are. */
    TRUSTS_ANY_CHAIN("trusts any chain"),
    /** The names of a certificate are not checked; its chain is. */
    IGNORES_NAMES("ignores names"),
    /** The validity period of a certificate is not checked. */
    IGNORES_VALIDITY("ignores validity"),
    /** The common name is used if there is no subjectAltName. */
    READS_COMMON_NAMES("reads common names"),
    /** A wildcard within a label matches. */
    PARTIAL_WILDCARDS("matches m*.example.com"),
    /** The extended key usage of a certificate is not checked. */
    IGNORES_USAGE("ignores key usage"),
    /** The extended key usage of an authority is not checked. */
    IGNORES_ISSUER_USAGE("ignores the issuer's key usage"),
    /** RSA keys of less than 2,048 bits are accepted (RFC 9325 section 4.5). */
    ACCEPTS_WEAK_KEYS("accepts weak keys"),
    /** Revocation is not checked. */
    IGNORES_REVOCATION("ignores revocation"),
    /** A certificate for any name that matches an mx pattern is accepted. */
    MATCHES_PATTERN_NAMES("matches the pattern, not the host"),
    /** A certificate for the recipient domain is accepted. */
    ACCEPTS_DOMAIN_NAME("accepts the recipient domain's name"),
    /** TLS sessions are resumed by address and not checked again. */
    RESUMES_UNCHECKED("resumes sessions unchecked"),
    /** A resumed session is judged by its chain, which is that of an earlier handshake, and not repeated. */
    BELIEVES_RESUMED_CHAINS("believes the chain of a resumed session"),
    /** An open connection to a host is used for any domain. */
    SHARES_CONNECTIONS("shares connections across domains"),

    /** A null MX or NXDOMAIN ends a message without regard to the policy. */
    BELIEVES_ABSENT_MX("believes a null MX"),
    /** A null MX or NXDOMAIN ends a message without regard to a rule of the operator. */
    LEAVES_OUT_RULES("believes a null MX against the operator's rule"),
    /** MX hosts are not compared with the policy. */
    IGNORES_MX_PATTERNS("ignores mx patterns"),
    /** The policy is not applied to a domain without MX records. */
    SPARES_IMPLICIT_MX("spares the implicit MX"),
    /** Patterns become regular expressions, without escaping. */
    MATCHES_BY_REGEX("patterns as regular expressions"),
    /** A wildcard matches every name with the same suffix. */
    MATCHES_BY_SUFFIX("wildcards as suffixes"),

    /** A policy is dropped if its record is missing or invalid. */
    NEEDS_THE_RECORD("needs the record"),
    /** A DNS failure counts as absence. */
    FAILURE_IS_ABSENCE("takes DNS failure for absence"),
    /** A new id ends the old policy before the new one is fetched. */
    EVICTS_ON_NEW_ID("a new id evicts"),
    /** A policy is used until it expires, without regard to the record. */
    IGNORES_NEW_IDS("ignores new ids"),
    /** The strings of a record are joined with spaces. */
    JOINS_WITH_SPACES("joins strings with spaces"),
    /** The first TXT record at the name is the record. */
    READS_FIRST_TXT("reads the first TXT record"),
    /** Domains are cached in the case in which they were written. */
    CASE_SENSITIVE("caches domains by case"),

    /** Redirects are followed. */
    FOLLOWS_REDIRECTS("follows redirects"),
    /** The policy host's certificate is not checked. */
    TRUSTS_ANY_POLICY_HOST("trusts any policy host"),
    /** A policy is fetched from any address. */
    FETCHES_FROM_INSIDE("fetches from private addresses"),
    /** Of private addresses, only loopback addresses are refused. */
    REFUSES_LOOPBACK_ONLY("refuses loopback only"),
    /** Of a host's addresses only the first eight are tried, IPv6 first. */
    TRIES_EIGHT_ADDRESSES("tries eight addresses, IPv6 first"),
    /** Any status is a success. */
    ACCEPTS_ANY_STATUS("accepts any status"),
    /** Any media type is accepted. */
    ACCEPTS_ANY_TYPE("accepts any media type"),
    /** A body that is too long is truncated and parsed. */
    CUTS_BODIES("cuts long bodies and parses them"),
    /** A body with neither a length nor chunks is complete when the connection ends (RFC 9112 section 8). */
    TAKES_UNMARKED_ENDS("takes the end of the connection for the end of the policy"),
    /** A body of any length is read. */
    READS_ANY_SIZE("reads bodies of any size"),
    /** A fetch has no total time limit. */
    NO_FETCH_DEADLINE("no deadline for a fetch"),
    /** A compressed body is unpacked. */
    DECOMPRESSES("unpacks compressed bodies"),

    /** Malformed lines are skipped, and missing fields are guessed. */
    READS_FAULTY_POLICIES("reads faulty policies"),
    /** Of a duplicate field the last value counts. */
    LAST_DUPLICATE_WINS("last duplicate wins"),
    /** {@code mx: *} is accepted as a pattern. */
    ACCEPTS_STAR("accepts mx: *"),
    /** A max_age that is too large for the type wraps around. */
    MAX_AGE_OVERFLOWS("max_age overflows"),
    /** A max_age above the maximum makes the policy invalid. */
    REFUSES_LARGE_MAX_AGE("refuses a large max_age"),
    /** An mx line may have several hosts. */
    SPLITS_MX_LINES("splits mx lines"),
    /** A policy of mode none must have an mx. */
    NONE_NEEDS_MX("mode none needs an mx"),

    /** A failed refresh ends a policy. */
    NEEDS_REFRESH("a failed refresh ends a policy"),
    /** An expired policy is used while no newer one can be fetched. */
    SERVES_EXPIRED("serves expired policies"),
    /** An unchanged id extends the lifetime of a policy. */
    ID_RENEWS("an unchanged id renews"),
    /** Policies are not refreshed before they expire. */
    NEVER_REFRESHES("never refreshes"),
    /** Policies are cached in memory only. */
    FORGETS_ON_RESTART("forgets on restart"),
    /** The cache is small and evicts the oldest policy. */
    FORGETS_WHEN_FULL("forgets when full"),
    /** Every new id is fetched at once. */
    NO_FETCH_LIMIT("no limit to fetches"),
    /** A message is returned after some failures. */
    BOUNCES_AFTER_SOME("bounces after some failures"),
    /** A message is never returned. */
    HOLDS_FOREVER("holds messages forever"),
    /** A message is returned without a last query for a newer policy (RFC 8461 section 5.1). */
    NO_LAST_LOOK("no last query before a bounce"),
    /** A message is returned after its last try, even if the sender's own fault prevented that. */
    RETURNS_UNTRIED("bounces after a last try that was not made"),

    /** TLSA records are not queried, nor is DNSSEC validated. */
    IGNORES_TLSA("does no DANE"),
    /** A failed TLSA query counts as the absence of TLSA records (RFC 7672 section 2.1.2). */
    TLSA_FAILURE_IS_ABSENCE("takes a failed TLSA query for none"),
    /** DNS answers count as signed, whatever they are. */
    VALIDATES_NOTHING("validates no DNSSEC"),
    /** The AD bit of a DNS answer from anywhere counts as a signature (RFC 7672 section 2.1.1). */
    BELIEVES_AD("believes the AD bit"),
    /** TLSA records count without signatures (RFC 7672 section 2.1.2). */
    USES_UNSIGNED_TLSA("uses unsigned TLSA records"),
    /** A host with TLSA records needs no MTA-STS policy (RFC 8461 section 2). */
    DANE_REPLACES_POLICIES("DANE replaces policies"),
    /** A host with a policy needs no TLSA records (RFC 8461 section 2). */
    POLICIES_REPLACE_DANE("policies replace DANE"),
    /** A certificate of a public authority is enough, whatever the TLSA records say. */
    TAKES_PKIX_FOR_DANE("takes a trusted certificate for DANE"),
    /** TLSA records that cannot be used count as none (RFC 7672 section 2.2). */
    UNUSABLE_IS_ABSENCE("takes unusable TLSA records for none"),
    /** Of several digests each counts (RFC 7671 section 9). */
    NO_DIGEST_AGILITY("takes a weak digest beside a strong one"),
    /** Under usage 2 any certificate of the authority counts. */
    SKIPS_NAMES_UNDER_USAGE_2("checks no name under usage 2"),
    /** Under usage 2 dates do not count. */
    SKIPS_DATES_UNDER_USAGE_2("checks no dates under usage 2"),
    /** Under usage 3 the name counts (RFC 7672 section 3.1.1). */
    CHECKS_NAMES_UNDER_USAGE_3("checks names under usage 3"),
    /** Under usage 3 the dates count (RFC 7672 section 3.1.1). */
    CHECKS_DATES_UNDER_USAGE_3("checks dates under usage 3"),
    /** If one host of a domain has TLSA records, each needs some. */
    NEEDS_TLSA_EVERYWHERE("needs TLSA records of each host"),
    /** A message with REQUIRETLS is sent as any other. */
    IGNORES_REQUIRETLS("ignores REQUIRETLS"),
    /** Under REQUIRETLS nothing has to prove the MX host (RFC 8689 section 4.2.1). */
    TAKES_UNPROVED_MX("takes unproved MX hosts under REQUIRETLS"),
    /** Under REQUIRETLS TLSA records that cannot be used authenticate a host. */
    UNUSABLE_AUTHENTICATES("takes unusable TLSA records for authentication"),
    /** The header TLS-Required: No counts more than REQUIRETLS (RFC 8689 section 4.1). */
    HEADER_BEATS_PARAMETER("takes TLS-Required: No before REQUIRETLS"),

    /** A failure under testing stops the message. */
    ENFORCES_TESTING("enforces testing"),
    /** A failure under none stops the message. */
    ENFORCES_NONE("enforces none");

    private final String words;

    Flaw(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
