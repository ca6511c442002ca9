package io.github.mtasts.lab.protections;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.github.mtasts.lab.Verdict;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A protection of the library.
 *
 * @param name what it is
 * @param switches the methods that give it; more than one where each of them is enough
 * @param attack the scenario that succeeds when they are switched off
 * @param turnsTo and its verdict
 */
record Protection(String name, List<Switch> switches, String attack, Verdict turnsTo) {
    /**
     * A method to switch off.
     *
     * @param type its class
     * @param method the method of that class
     * @param without what it does when it is switched off
     */
    record Switch(String type, ElementMatcher<? super MethodDescription> method, Implementation without) {}

    private static final String PLATFORM = "trust.internal.PlatformPath";

    private static Protection of(
            String name,
            String type,
            ElementMatcher<? super MethodDescription> method,
            Implementation without,
            String attack,
            Verdict turnsTo) {
        return new Protection(name, List.of(off(type, method, without)), attack, turnsTo);
    }

    private static Switch off(String type, ElementMatcher<? super MethodDescription> method, Implementation without) {
        return new Switch("io.github.mtasts." + type, method, without);
    }

    static Stream<Protection> all() {
        return Stream.of(certificates(), sessions(), hosts(), policies(), fetches(), memory())
                .flatMap(one -> one);
    }

    /** RFC 8461 section 4.2. */
    private static Stream<Protection> certificates() {
        String judge = "trust.internal.CertificateVerifier";
        return Stream.of(
                new Protection(
                        "a path to a trusted root",
                        List.of(
                                off(PLATFORM, named("refusal"), FixedValue.nullValue()),
                                off(judge, named("withoutPath"), none())),
                        "certificate-self-signed",
                        Verdict.LEAKED),
                new Protection(
                        "the validity period",
                        List.of(
                                off(PLATFORM, named("refusal"), FixedValue.nullValue()),
                                off("trust.internal.PathValidator", named("dates"), none())),
                        "certificate-expired",
                        Verdict.LEAKED),
                of(
                        "an authority for servers",
                        "trust.internal.CertificateRules",
                        named("isForServers"),
                        FixedValue.value(true),
                        "certificate-email-authority",
                        Verdict.LEAKED),
                of(
                        "a strong key",
                        "trust.internal.CertificateRules",
                        named("weakKey"),
                        FixedValue.nullValue(),
                        "certificate-weak-key",
                        Verdict.LEAKED),
                of(
                        "the name of the dialled host",
                        judge,
                        named("nameFaults"),
                        none(),
                        "certificate-other-name",
                        Verdict.LEAKED),
                of(
                        "warning alerts end no handshake",
                        "trust.internal.WarningAlerts",
                        named("hasEnded"),
                        FixedValue.value(true),
                        "warning-alert",
                        Verdict.OVER_BLOCKED),
                of("revocation", judge, named("checkRevocation"), none(), "certificate-revoked", Verdict.LEAKED));
    }

    /** Sections 4.1, 5 and 6. */
    private static Stream<Protection> sessions() {
        return Stream.of(
                of(
                        "mx patterns",
                        "decision.Decider",
                        named("mismatch").and(isPublic()),
                        FixedValue.nullValue(),
                        "mx-rogue",
                        Verdict.LEAKED),
                new Protection(
                        "validated TLS",
                        List.of(
                                off("outcome.MxDecision", named("requiresTls"), FixedValue.value(false)),
                                off("SmtpSession", named("isSatisfiedBy"), FixedValue.value(true))),
                        "starttls-stripped",
                        Verdict.LEAKED),
                of(
                        "only a last try fails",
                        "DeliveryRequest",
                        named("isLastTry"),
                        FixedValue.value(true),
                        "broken-for-good",
                        Verdict.BOUNCED),
                of(
                        "only a last try that was made fails",
                        "DeliveryAttempt",
                        named("lastTryFault"),
                        FixedValue.nullValue(),
                        "last-try-unread",
                        Verdict.BOUNCED),
                of(
                        "an operator's rule outdoes the DNS about hosts",
                        "Unroutable",
                        named("contradiction"),
                        FixedValue.nullValue(),
                        "rule-mx-null",
                        Verdict.BOUNCED),
                of(
                        "a refusal before TLS is no TLS failure",
                        "session.StsEvaluation",
                        named("isRefusedBeforeTls"),
                        FixedValue.value(false),
                        "greeting-421",
                        Verdict.UNREPORTED),
                of(
                        "every outcome is told",
                        "DeliveryContext",
                        named("tell"),
                        StubMethod.INSTANCE,
                        "testing-stripped",
                        Verdict.UNREPORTED));
    }

    /** RFC 7672 section 2.2 and RFC 8689 section 4.2.1. */
    private static Stream<Protection> hosts() {
        return Stream.of(
                of(
                        "a record must match",
                        "SmtpSession",
                        named("isSatisfiedBy"),
                        FixedValue.value(true),
                        "dane-misissued",
                        Verdict.LEAKED),
                of(
                        "unusable records forbid clear text",
                        "outcome.MxDecision",
                        named("requiresTls"),
                        FixedValue.value(false),
                        "dane-unusable-stripped",
                        Verdict.LEAKED),
                of(
                        "unknown records block",
                        "decision.DaneDecider",
                        named("failure"),
                        FixedValue.nullValue(),
                        "dane-tlsa-servfail",
                        Verdict.LEAKED),
                of(
                        "REQUIRETLS needs a proved host",
                        "decision.RequireTlsDecider",
                        named("isProved"),
                        FixedValue.value(true),
                        "requiretls-mx-forged",
                        Verdict.LEAKED),
                of(
                        "REQUIRETLS needs an authenticated host",
                        "decision.RequireTlsDecider",
                        named("decide"),
                        FixedValue.argument(0),
                        "requiretls-self-signed",
                        Verdict.LEAKED));
    }

    /** Sections 3.3 and 5.1. */
    private static Stream<Protection> policies() {
        String resolver = "resolution.internal.PolicyResolver";
        return Stream.of(
                of(
                        "a policy outdoes the DNS about hosts",
                        resolver,
                        named("cached"),
                        FixedValue.nullValue(),
                        "mx-nxdomain",
                        Verdict.BOUNCED),
                of(
                        "a failed check keeps the policy",
                        resolver,
                        named("unexpiredOr"),
                        FixedValue.argument(3),
                        "last-look-blocked",
                        Verdict.LEAKED),
                of(
                        "the id is compared",
                        resolver,
                        named("checkInBackground"),
                        StubMethod.INSTANCE,
                        "changed-under-new-id",
                        Verdict.LEAKED),
                of(
                        "a policy ends",
                        "resolution.CachedPolicy",
                        named("inForceAt"),
                        FixedValue.value(true),
                        "blocked-after-end",
                        Verdict.OVER_BLOCKED));
    }

    /** Sections 3.2 and 3.3. */
    private static Stream<Protection> fetches() {
        String rules = "fetch.internal.ResponseRules";
        return Stream.of(
                of(
                        "status 200 alone",
                        rules,
                        named("checkStatus"),
                        StubMethod.INSTANCE,
                        "host-404-policy",
                        Verdict.LEAKED),
                of(
                        "text/plain alone",
                        rules,
                        named("checkMediaType"),
                        StubMethod.INSTANCE,
                        "host-html",
                        Verdict.LEAKED),
                of(
                        "a marked end of the body",
                        rules,
                        named("checkEndIsMarked"),
                        StubMethod.INSTANCE,
                        "host-truncated",
                        Verdict.OVER_BLOCKED),
                of(
                        "address families alternate",
                        "dns.AddressFamilies",
                        named("alternating"),
                        FixedValue.argument(0),
                        "host-ipv6-first",
                        Verdict.LEAKED),
                of(
                        "a limit to the body",
                        "fetch.internal.FetchSettings",
                        named("maxBodyBytes"),
                        FixedValue.value(1 << 24),
                        "host-oversize",
                        Verdict.LEAKED),
                of(
                        "no address inside",
                        "dns.PublicAddresses",
                        named("contains"),
                        FixedValue.value(true),
                        "host-inside",
                        Verdict.LEAKED));
    }

    /** Section 10.2. */
    private static Stream<Protection> memory() {
        return Stream.of(
                of(
                        "refresh before the end",
                        "cache.ProactiveRefresh",
                        named("run"),
                        StubMethod.INSTANCE,
                        "refreshed-in-time",
                        Verdict.LEAKED),
                of(
                        "a store that outlives a restart",
                        "cache.store.internal.PolicyTable",
                        named("write"),
                        StubMethod.INSTANCE,
                        "restart-while-blocked",
                        Verdict.LEAKED),
                of(
                        "a store behind memory",
                        "cache.DurablePolicyCache",
                        named("fromStore"),
                        FixedValue.nullValue(),
                        "flood",
                        Verdict.LEAKED));
    }

    private static Implementation none() {
        try {
            return MethodCall.invoke(List.class.getMethod("of"));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
