package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.ResolutionSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The permission to return a message to its sender (RFC 8461 section 5.1): given after a last try that was made. */
class PermissionTest {
    private static final String NAME = "example.com";
    private static final PolicyDomain DOMAIN = PolicyDomain.of(NAME);
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final TxtAnswer PUBLISHED = new TxtAnswer.Records(List.of("v=STSv1; id=1;"), TTL);
    private static final LocalRule RULE = new LocalRule.RequireEnforce(
            List.of(MxPattern.parse("mx.example.com").orElseThrow()));
    private static final MxLookupResult NULL_MX = new MxLookupResult.NullMx();

    private final TestCache cache = new TestCache();
    private final AtomicInteger questions = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile TxtAnswer txt = new TxtAnswer.Absent(TTL);
    private volatile PolicyFetcher fetcher = domain -> notFetched(FetchResult.Cause.STATUS);
    private volatile LocalRule rule = LocalRule.FOLLOW;
    private @Nullable MtaSts mtaSts;

    @AfterEach
    void close() {
        end.countDown();
        if (mtaSts != null) {
            mtaSts.close();
        }
    }

    @Test
    @Tag("STS-5-07")
    void anOperatorsRuleContradictsAForgedNullMxUntilTheLastTry() {
        rule = RULE;
        assertThat(unroutable(willRetry(), NULL_MX)).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
            assertThat(defer.sentence()).contains("null MX", "contradicts the operator's rule", "mx.example.com");
            assertThat(defer.enhancedStatus()).isEqualTo("4.7.5");
        });
        assertThat(unroutable(lastTry(), NULL_MX)).isInstanceOf(Unsent.MayFail.class);
        assertThat(questions)
                .as("asked before it may fail, with and without blocking")
                .hasValue(2);
    }

    @Test
    @Tag("STS-4.1-07")
    void aPolicyThatTheOperatorDoesNotEnforceContradictsNothing() {
        cache.put(DOMAIN, enforce());
        for (LocalRule lenient : List.of(new LocalRule.Ignore(), new LocalRule.TreatAsTesting())) {
            rule = lenient;
            assertThat(unroutable(willRetry(), NULL_MX)).isInstanceOf(Unsent.MayFail.class);
        }
        rule = LocalRule.FOLLOW;
        assertThat(unroutable(willRetry(), NULL_MX)).isInstanceOf(Unsent.Defer.class);
    }

    static Stream<MxLookupResult> endsOfADelivery() {
        return Stream.of(
                NULL_MX,
                new MxLookupResult.NoSuchDomain(),
                new MxLookupResult.NoUsableHost(List.of()),
                new MxLookupResult.OnlyOurselves(List.of()),
                new MxLookupResult.Hosts(List.of(MxHost.of(NAME)), true, List.of()));
    }

    @ParameterizedTest
    @MethodSource("endsOfADelivery")
    @Tag("STS-4.1-07")
    void everyAnswerThatEndsADeliveryIsDecided(MxLookupResult answer) {
        assertThat(unroutable(willRetry(), answer)).isInstanceOf(Unsent.MayFail.class);
        assertThat(questions).hasValue(0);
        cache.put(DOMAIN, enforce());
        assertThat(unroutable(willRetry(), answer)).isInstanceOf(Unsent.Defer.class);
        assertThat(unroutable(lastTry(), answer)).isInstanceOf(Unsent.MayFail.class);
    }

    @Test
    void aFailedMxLookUpWaitsForTheLastTry() {
        MxLookupResult failed = new MxLookupResult.TemporaryFailure("SERVFAIL");
        assertThat(unroutable(willRetry(), failed))
                .isEqualTo(new Unsent.Defer(
                        "4.4.3", "mail for example.com was not sent: the MX look-up failed: SERVFAIL"));
        assertThat(unroutable(lastTry(), failed)).isInstanceOf(Unsent.MayFail.class);
    }

    @Test
    @Tag("STS-5.1-05")
    void anMxLookUpThatWasNotAskedGivesNoPermission() {
        MxLookupResult notAsked = new MxLookupResult.TemporaryFailure("all slots were taken", LookupFault.NOT_ASKED);
        assertMissed(unroutable(lastTry(), notAsked));
        assertThat(unroutable(willRetry(), notAsked))
                .isInstanceOfSatisfying(
                        Unsent.Defer.class,
                        defer -> assertThat(defer.lastTryMissed()).isFalse());
        MxLookupResult asked = new MxLookupResult.TemporaryFailure("no answer", LookupFault.RESOLVERS);
        assertThat(unroutable(lastTry(), asked)).isInstanceOf(Unsent.MayFail.class);
    }

    @Test
    void hostsThatCanBeTriedAreNoEnd() {
        MxLookupResult hosts = new MxLookupResult.Hosts(List.of(MxHost.of("mx.example.com")), false, List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mtaSts().unroutable(willRetry(), hosts))
                .withMessageContaining("try these hosts");
    }

    @Test
    @Tag("STS-5.1-05")
    void anUnreadableCacheGivesNoPermission() {
        cache.isBroken = true;
        assertMissed(unroutable(lastTry(), NULL_MX));
        assertMissed(unsent());
        cache.isBroken = false;
        cache.isUnreadable = true;
        assertThat(unroutable(willRetry(), NULL_MX)).isInstanceOf(Unsent.Defer.class);
        assertMissed(unroutable(lastTry(), NULL_MX));
        assertMissed(unsent());
        cache.isUnreadable = false;
        assertThat(unsent()).isInstanceOf(Unsent.MayFail.class);
    }

    @Test
    @Tag("STS-5.1-05")
    void aQuestionThatWasNotAskedGivesNoPermission() {
        txt = new TxtAnswer.Failed("all slots were taken", LookupFault.NOT_ASKED);
        assertMissed(unsent());
        cache.put(DOMAIN, enforce());
        assertMissed(unsent());
        assertMissed(unroutable(lastTry(), NULL_MX));
        assertThat(mtaSts().ownFailures()).isPositive();
        for (LookupFault asked : List.of(LookupFault.RESOLVERS, LookupFault.DOMAIN)) {
            txt = new TxtAnswer.Failed("no answer", asked);
            assertThat(unsent()).as("%s", asked).isInstanceOf(Unsent.MayFail.class);
        }
    }

    @Test
    @Tag("STS-5.1-05")
    void aDnsFailureOnALastTryGivesPermissionAlsoWhereTheOperatorDefersForIt() {
        mtaSts(builder -> builder.resolution(
                ResolutionSettings.builder().deferOnDnsFailure(true).build()));
        txt = new TxtAnswer.Failed("SERVFAIL", LookupFault.DOMAIN);
        assertThat(unsent()).isInstanceOf(Unsent.MayFail.class);
        cache.isUnreadable = true;
        assertMissed(unsent());
    }

    @Test
    @Tag("STS-5.1-05")
    void aFetchThatIsStillRunningAtTheWaitLimitMeansNoNewerPolicy() {
        mtaSts(builder -> builder.waitLimit(Duration.ofSeconds(3))); // time for the answer of the DNS
        txt = PUBLISHED;
        fetcher = domain -> {
            awaitEnd();
            return notFetched(FetchResult.Cause.TIMEOUT);
        };
        assertThat(unsent()).isInstanceOf(Unsent.MayFail.class);
    }

    @Test
    @Tag("STS-5.1-05")
    void anAnswerThatHasNotArrivedAtTheWaitLimitGivesNoPermission() {
        mtaSts(builder -> builder.waitLimit(Duration.ofMillis(20))
                .dns(
                        name -> {
                            awaitEnd();
                            return txt;
                        },
                        name -> new AddressAnswer.Absent()));
        assertMissed(unsent());
    }

    @Test
    @Tag("STS-5-07")
    void aCheckThatWasAnsweredBeforeTheLastTryBeganIsMadeAgain() throws Exception {
        txt = PUBLISHED;
        CountDownLatch fetching = new CountDownLatch(1);
        fetcher = domain -> {
            fetching.countDown();
            awaitEnd();
            return notFetched(FetchResult.Cause.STATUS);
        };
        var unused = mtaSts().check(DOMAIN);
        assertThat(fetching.await(60, TimeUnit.SECONDS)).isTrue();
        var begun = mtaSts().beginAsync(lastTry());
        end.countDown();
        try (DeliveryAttempt attempt = begun.get(60, TimeUnit.SECONDS)) {
            assertThat(attempt.unsent()).isInstanceOf(Unsent.MayFail.class);
        }
        assertThat(questions).hasValue(2);
    }

    @Test
    void anAttemptThatWasEndedGivesNoPermission() {
        DeliveryAttempt attempt = mtaSts().begin(lastTry());
        assertThat(attempt.unsent()).isInstanceOf(Unsent.MayFail.class);
        attempt.close();
        assertMissed(attempt.unsent());
    }

    @Test
    void theAsynchronousDecisionReadsTheCacheOnAnotherThread() throws Exception {
        mtaSts();
        assertThat(mtaSts().unroutableAsync(willRetry(), NULL_MX).get(60, TimeUnit.SECONDS))
                .isInstanceOf(Unsent.MayFail.class);
        assertThat(cache.readers).isNotEmpty().doesNotContainKey(Thread.currentThread());
    }

    private static void assertMissed(Unsent unsent) {
        assertThat(unsent).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
            assertThat(defer.lastTryMissed()).isTrue();
            assertThat(defer.sentence()).contains("the last try was not made: ");
        });
    }

    /** Asks with and without blocking. */
    private Unsent unroutable(DeliveryRequest request, MxLookupResult answer) {
        Unsent unsent = mtaSts().unroutable(request, answer);
        assertThat(mtaSts().unroutableAsync(request, answer).join()).isEqualTo(unsent);
        return unsent;
    }

    private Unsent unsent() {
        try (DeliveryAttempt attempt = mtaSts().begin(lastTry())) {
            return attempt.unsent();
        }
    }

    private MtaSts mtaSts() {
        return mtaSts(builder -> builder);
    }

    private MtaSts mtaSts(UnaryOperator<MtaStsBuilder> choices) {
        if (mtaSts == null) {
            mtaSts = choices.apply(MtaSts.builder()
                            .cache(cache)
                            .dns(
                                    name -> {
                                        questions.incrementAndGet();
                                        return txt;
                                    },
                                    name -> new AddressAnswer.Absent())
                            .fetcher(domain -> fetcher.fetch(domain))
                            .localPolicy(domain -> rule))
                    .build();
        }
        return mtaSts;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static DeliveryRequest willRetry() {
        return DeliveryRequest.willRetry(NAME).ehloName("mail.sender.example").build();
    }

    private static DeliveryRequest lastTry() {
        return DeliveryRequest.lastTry(NAME).ehloName("mail.sender.example").build();
    }

    private static FetchResult notFetched(FetchResult.Cause cause) {
        return new FetchResult.Failed(cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "not fetched"), List.of());
    }

    private static CachedPolicy enforce() {
        String text = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 86400\n";
        StsPolicy policy = ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII))).policy();
        return new CachedPolicy(policy, "1", Instant.now());
    }

    private static final class TestCache implements PolicyCache {
        private final Map<PolicyDomain, CachedPolicy> entries = new ConcurrentHashMap<>();
        private final Map<Thread, Boolean> readers = new ConcurrentHashMap<>();
        private final AtomicLong unreadable = new AtomicLong();
        private volatile boolean isBroken;
        private volatile boolean isUnreadable;

        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            readers.put(Thread.currentThread(), true);
            if (isBroken) {
                throw new IllegalStateException("the store cannot be read");
            }
            if (isUnreadable) {
                unreadable.incrementAndGet();
                return null;
            }
            return entries.get(domain);
        }

        @Override
        public long unreadableLookups() {
            return unreadable.get();
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            entries.put(domain, entry);
        }
    }
}
