package io.github.mtasts.lab.catalogue;

/**
 * A mistake that an attack lives on. The controls make them: the first two are what they are, the others are mistakes of a
 * sender that follows MTA-STS policies, made one at a time.
 */
public enum Flaw {
    /** Opportunistic TLS: no policies, any certificate, and the clear when TLS fails. */
    NO_POLICIES("opportunistic TLS"),
    /** TLS is required always, and nothing is checked. */
    NO_CHECKS("TLS required, nothing checked"),

    /** A refusal before TLS is the last word on a message. */
    BELIEVES_REFUSALS("believes refusals before TLS"),
    /** A host that does not offer STARTTLS, or refuses it, gets the message in the clear. */
    DOES_WITHOUT_STARTTLS("does without STARTTLS"),
    /** A host with which TLS failed is sent to in the clear the next time. */
    FALLS_BACK("second attempt in the clear"),
    /** TLS 1.0 and 1.1 will do. */
    TAKES_OLD_TLS("takes old TLS"),
    /** What came with the reply to STARTTLS is read after the handshake. */
    KEEPS_EARLY_REPLIES("keeps replies from before TLS"),
    /** What the host offered before the handshake is believed after it. */
    KEEPS_EARLY_OFFERS("keeps offers from before TLS"),
    /** There is no limit to the time a host takes. */
    WAITS_FOREVER("waits without limit"),
    /** The first host's failure is the domain's. */
    TRIES_ONE_HOST("tries one MX host"),

    /** The chain of a certificate is not validated; its names are. */
    TRUSTS_ANY_CHAIN("trusts any chain"),
    /** The names of a certificate are not looked at; its chain is. */
    IGNORES_NAMES("ignores names"),
    /** The validity period of a certificate is not looked at. */
    IGNORES_VALIDITY("ignores validity"),
    /** A common name stands in for a missing subjectAltName. */
    READS_COMMON_NAMES("reads common names"),
    /** A wildcard within a label matches. */
    PARTIAL_WILDCARDS("matches m*.example.com"),
    /** The extended key usage of a certificate is not looked at. */
    IGNORES_USAGE("ignores key usage"),
    /** Revocation is not asked for. */
    IGNORES_REVOCATION("ignores revocation"),
    /** A certificate for any host of the mx patterns will do. */
    MATCHES_PATTERN_NAMES("matches the pattern, not the host"),
    /** A certificate for the recipient domain will do. */
    ACCEPTS_DOMAIN_NAME("accepts the recipient domain's name"),
    /** TLS sessions are resumed by address, and what was checked once is not checked again. */
    RESUMES_UNCHECKED("resumes sessions unchecked"),
    /** An open connection to a host is used for any domain. */
    SHARES_CONNECTIONS("shares connections across domains"),

    /** A null MX, or a domain that does not exist, ends a message before the policy is looked at. */
    BELIEVES_ABSENT_MX("believes a null MX"),
    /** MX hosts are not compared with the policy. */
    IGNORES_MX_PATTERNS("ignores mx patterns"),
    /** The policy is not applied to a domain without MX records. */
    SPARES_IMPLICIT_MX("spares the implicit MX"),
    /** Patterns become regular expressions, without escaping. */
    MATCHES_BY_REGEX("patterns as regular expressions"),
    /** A wildcard stands for anything that ends so. */
    MATCHES_BY_SUFFIX("wildcards as suffixes"),

    /** A policy is dropped when its record is gone or wrong. */
    NEEDS_THE_RECORD("needs the record"),
    /** A DNS failure is an absence. */
    FAILURE_IS_ABSENCE("takes DNS failure for absence"),
    /** A new id ends the old policy before the new one is there. */
    EVICTS_ON_NEW_ID("a new id evicts"),
    /** A policy is used until it ends, whatever the record says. */
    IGNORES_NEW_IDS("ignores new ids"),
    /** The strings of a record are joined with spaces. */
    JOINS_WITH_SPACES("joins strings with spaces"),
    /** The first TXT record at the name is the record. */
    READS_FIRST_TXT("reads the first TXT record"),
    /** Domains are remembered as they were written. */
    CASE_SENSITIVE("remembers domains by case"),

    /** Redirects are followed. */
    FOLLOWS_REDIRECTS("follows redirects"),
    /** The policy host's certificate is not checked. */
    TRUSTS_ANY_POLICY_HOST("trusts any policy host"),
    /** A policy is fetched from any address. */
    FETCHES_FROM_INSIDE("fetches from inside"),
    /** Of addresses inside, only loopback addresses are refused. */
    REFUSES_LOOPBACK_ONLY("refuses loopback only"),
    /** Any status is a success. */
    ACCEPTS_ANY_STATUS("accepts any status"),
    /** Any media type is text. */
    ACCEPTS_ANY_TYPE("accepts any media type"),
    /** A body that is too long is cut and parsed. */
    CUTS_BODIES("cuts long bodies and parses them"),
    /** A body is read to its end, however long. */
    READS_ANY_SIZE("reads bodies of any size"),
    /** A fetch may take as long as something comes. */
    NO_FETCH_DEADLINE("no deadline for a fetch"),
    /** What is compressed is unpacked. */
    DECOMPRESSES("unpacks compressed bodies"),

    /** Lines that are wrong are passed over, and what is missing is guessed. */
    READS_FAULTY_POLICIES("reads faulty policies"),
    /** Of a field that comes twice, the last counts. */
    LAST_DUPLICATE_WINS("last duplicate wins"),
    /** {@code mx: *} is a pattern. */
    ACCEPTS_STAR("accepts mx: *"),
    /** A max_age that is too large for the type wraps around. */
    MAX_AGE_OVERFLOWS("max_age overflows"),
    /** A max_age beyond the maximum is refused. */
    REFUSES_LARGE_MAX_AGE("refuses a large max_age"),
    /** An mx line may have several hosts. */
    SPLITS_MX_LINES("splits mx lines"),
    /** A policy of mode none must have an mx. */
    NONE_NEEDS_MX("mode none needs an mx"),

    /** A policy ends when a refresh fails. */
    NEEDS_REFRESH("a failed refresh ends a policy"),
    /** A policy is kept after its end while no newer one is to be had. */
    SERVES_EXPIRED("serves expired policies"),
    /** An unchanged id renews a policy. */
    ID_RENEWS("an unchanged id renews"),
    /** Policies are not refreshed before they end. */
    NEVER_REFRESHES("never refreshes"),
    /** Policies are remembered in memory only. */
    FORGETS_ON_RESTART("forgets on restart"),
    /** Few policies are remembered, and the oldest goes first. */
    FORGETS_WHEN_FULL("forgets when full"),
    /** Every new id is fetched at once. */
    NO_FETCH_LIMIT("no limit to fetches"),
    /** A message that failed often is returned. */
    BOUNCES_AFTER_SOME("bounces after some failures"),
    /** A message is never returned. */
    HOLDS_FOREVER("holds messages forever"),
    /** A message is returned without a last look for a newer policy. */
    NO_LAST_LOOK("no last look before a bounce"),

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
