package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsQuery;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.MtaStsEvent;
import io.github.mtasts.outcome.MtaStsEvent.Opened.Result;
import io.github.mtasts.outcome.MtaStsEvent.Source;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.QueueState;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.work.Listeners;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operator's listener hears what the library does, and can neither hold up nor break a delivery. */
@Timeout(300)
class EventsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
    private final Recorder recorder = new Recorder();

    @AfterEach
    void stop() {
        net.close();
    }

    @Test
    void tellsOfFetchResolutionDecisionAndSession() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = listening(recorder)) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.use(attempt, HOST).validated()).isTrue();
            }
            MtaStsEvent.Fetched fetched = recorder.next(MtaStsEvent.Fetched.class);
            assertThat(fetched.domain()).hasToString(DOMAIN);
            assertThat(fetched.result()).isInstanceOf(FetchResult.Fetched.class);
            assertThat(fetched.duration()).isPositive();
            MtaStsEvent.Resolved resolved = recorder.next(MtaStsEvent.Resolved.class);
            assertThat(resolved.source()).isEqualTo(Source.FETCH);
            assertThat(resolved.resolution()).isInstanceOf(PolicyResolution.InForce.class);
            assertThat(resolved.duration()).isGreaterThanOrEqualTo(fetched.duration());
            MtaStsEvent.Decided decided = recorder.next(MtaStsEvent.Decided.class);
            assertThat(decided.mxName()).isEqualTo(HOST);
            assertThat(decided.decision()).isInstanceOf(MxDecision.RequireValidatedTls.class);
            assertThat(decided.rule()).isEqualTo(LocalRule.FOLLOW);
            MtaStsEvent.Opened opened = recorder.next(MtaStsEvent.Opened.class);
            assertThat(opened.result()).isEqualTo(Result.READY);
            assertThat(opened.session()).isNotNull();
            assertThat(opened.session().protocol()).isEqualTo("TLSv1.3");
            assertThat(opened.duration()).isPositive();

            rig.begin(DOMAIN).close();
            assertThat(recorder.next(MtaStsEvent.Resolved.class).source()).isEqualTo(Source.MEMORY);
        }
    }

    @Test
    void namesTheSourceOfAnAnswerWithoutAPolicy() throws Exception {
        net.dns().servfail("_mta-sts.broken.example");
        net.publish("refusing.example", "id1", "");
        net.policyHost("refusing.example").status(500);
        try (Rig rig = listening(recorder)) {
            assertThat(source(rig, "plain.example")).isEqualTo(Source.DNS);
            assertThat(source(rig, "plain.example")).isEqualTo(Source.MEMORY);
            assertThat(source(rig, "broken.example")).isEqualTo(Source.DNS);
            assertThat(source(rig, "refusing.example")).isEqualTo(Source.FETCH);
            assertThat(source(rig, "[192.0.2.1]")).isEqualTo(Source.NONE);
        }
    }

    @Test
    void namesTheStoreAndTheComparison() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        StoreBehindMemory store = new StoreBehindMemory();
        try (Rig rig = listening(recorder, builder -> builder.cache(store))) {
            assertThat(source(rig, DOMAIN)).isEqualTo(Source.FETCH);
            assertThat(source(rig, DOMAIN)).isEqualTo(Source.STORE);
        }
        try (Rig rig = listening(
                recorder,
                builder -> builder.cache(store)
                        .resolution(
                                ResolutionSettings.builder().alwaysCheck(true).build()))) {
            assertThat(source(rig, DOMAIN)).isEqualTo(Source.DNS);
        }
    }

    @Test
    void tellsOfARejectedHostAndOfTheDeferral() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "*.other.example"));
        try (Rig rig = listening(recorder)) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
                assertThat(attempt.candidate("\u0000")).isInstanceOf(Candidate.Rejected.class);
                assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            }
            MtaStsEvent.Decided decided = recorder.next(MtaStsEvent.Decided.class);
            assertThat(decided.decision()).isInstanceOf(MxDecision.Reject.class);
            assertThat(decided.failure())
                    .hasToString("validation-failure (mx-mismatch: " + HOST + " matches no mx pattern of the policy)");
            assertThat(recorder.next(MtaStsEvent.Decided.class).decision()).isNull();
            MtaStsEvent.Unsent unsent = recorder.next(MtaStsEvent.Unsent.class);
            assertThat(unsent.nextHop()).isEqualTo(DOMAIN);
            assertThat(unsent.mayFail()).isFalse();
            assertThat(unsent.enhancedStatus()).isEqualTo("4.7.5");

            assertThat(rig.mtaSts.unroutable(request("plain.example"), new MxLookupResult.NullMx()))
                    .isInstanceOf(Unsent.MayFail.class);
            assertThat(recorder.next(MtaStsEvent.Unsent.class).mayFail()).isTrue();
            assertThat(rig.mtaSts
                            .unroutableAsync(request("plain.example"), new MxLookupResult.NullMx())
                            .join())
                    .isInstanceOf(Unsent.MayFail.class);
            assertThat(recorder.next(MtaStsEvent.Unsent.class).nextHop()).isEqualTo("plain.example");
        }
    }

    @Test
    void namesTheOperatorsRule() throws Exception {
        LocalRule rule =
                new LocalRule.RequireEnforce(List.of(MxPattern.parse(HOST).orElseThrow()));
        try (Rig rig = listening(recorder, builder -> builder.localPolicy(domain -> rule))) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Proceed.class);
            }
            MtaStsEvent.Decided decided = recorder.next(MtaStsEvent.Decided.class);
            assertThat(decided.rule()).isEqualTo(rule);
            assertThat(decided.decision()).isEqualTo(new MxDecision.RequireValidatedTls(MxDecision.Scope.LOCAL));
        }
    }

    @Test
    void namesTheStepAtWhichAnOpeningEnded() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = listening(recorder);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            mx.noStartTls();
            rig.open(attempt, HOST);
            assertThat(recorder.next(MtaStsEvent.Opened.class).result()).isEqualTo(Result.NO_STARTTLS);
            mx.reset().certificate(net.ca().selfSigned(HOST));
            rig.open(attempt, HOST);
            MtaStsEvent.Opened opened = recorder.next(MtaStsEvent.Opened.class);
            assertThat(opened.result()).isEqualTo(Result.TLS);
            assertThat(opened.failures()).isNotEmpty();
            assertThat(opened.session()).isNull();
            ((Candidate.Proceed) attempt.candidate(HOST)).open(() -> {
                throw new IOException("no route");
            });
            assertThat(recorder.next(MtaStsEvent.Opened.class).result()).isEqualTo(Result.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @EnumSource(Opening.NotReady.Cause.class)
    void everyCauseHasAResultOfTheSameName(Opening.NotReady.Cause cause) {
        assertThat(Result.valueOf(cause.name())).isNotEqualTo(Result.READY);
    }

    @Test
    void tellsOfASessionOfAServerThatSpeaksSmtpItself() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = listening(recorder);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            try (SmtpSession session = proceed.session()) {
                session.connected(null, mx.address());
                session.startTlsMissing();
            }
            assertThat(recorder.next(MtaStsEvent.Opened.class).result()).isEqualTo(Result.NO_STARTTLS);
            try (SmtpSession session = proceed.session()) {
                session.connected(null, mx.address());
                session.refused("554 no");
            }
            assertThat(recorder.next(MtaStsEvent.Opened.class).result()).isEqualTo(Result.SMTP);
            try (SmtpSession session = proceed.session()) {
                session.connected(null, mx.address());
                session.handshakeFailed(new IOException("reset"));
            }
            assertThat(recorder.next(MtaStsEvent.Opened.class).result()).isEqualTo(Result.TLS);
        }
    }

    @Test
    void tellsOfAReusedConnection() throws Exception {
        try (Rig rig = listening(recorder);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            ParkedConnection<Socket> parked = ((Opening.Ready<Socket>) rig.open(attempt, HOST)).park();
            assertThat(recorder.next(MtaStsEvent.Opened.class).reused()).isFalse();
            Optional<Opening.Ready<Socket>> again = ((Candidate.Proceed) attempt.candidate(HOST)).reuse(parked);
            again.orElseThrow().resetAccepted();
            MtaStsEvent.Opened reused = recorder.next(MtaStsEvent.Opened.class);
            assertThat(reused.reused()).isTrue();
            assertThat(reused.result()).isEqualTo(Result.READY);
            assertThat(reused.duration()).isZero();
            again.orElseThrow().connection().close();
        }
    }

    /** The builder's own resolver has the system's servers, which a test must not ask: the queries of a given one are heard. */
    @Test
    void theSameListenerHearsTheQueriesOfAResolverThatItWasGivenTo() throws Exception {
        try (DnsResolver dns = DnsResolver.builder()
                .server(net.dns().address())
                .timeout(Duration.ofMinutes(2))
                .listener(recorder)
                .build()) {
            dns.mx(DOMAIN);
            DnsQuery query = recorder.queries.poll(2, TimeUnit.MINUTES);
            assertThat(query).isNotNull();
            assertThat(query.server()).isEqualTo(net.dns().address());
        }
    }

    @Test
    void aListenerThatBlocksOrThrowsHoldsUpNoDelivery() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        CountDownLatch release = new CountDownLatch(1);
        MtaStsListener stuck = new MtaStsListener() {
            @Override
            public void fetched(MtaStsEvent.Fetched event) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        MtaStsListener throwing = new MtaStsListener() {
            @Override
            public void resolved(MtaStsEvent.Resolved event) {
                throw new IllegalStateException("as a faulty listener does");
            }

            @Override
            public void decided(MtaStsEvent.Decided event) {
                throw new NoClassDefFoundError("as a faulty listener does");
            }
        };
        try (Rig rig = listening(recorder, builder -> builder.listener(stuck).listener(throwing))) {
            for (int i = 0; i < 3; i++) {
                try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                    assertThat(rig.use(attempt, HOST).validated()).isTrue();
                }
                assertThat(recorder.next(MtaStsEvent.Opened.class).result()).isEqualTo(Result.READY);
            }
            assertThat(queue(rig, "events").waiting())
                    .as("those for the listener that blocks")
                    .isPositive();
            release.countDown();
        }
    }

    @Test
    void showsItsQueues() {
        try (Rig rig = new Rig(net)) {
            assertThat(rig.mtaSts.queues())
                    .containsExactly(
                            new QueueState("cache", 0, 0, 0),
                            new QueueState("lookup", 0, 0, 0),
                            new QueueState("fetch", 0, 0, 0),
                            new QueueState("verify", 0, 0, 0),
                            new QueueState("complete", 0, 0, 0),
                            new QueueState("events", 0, 0, 0));
        }
    }

    /** The fast way of a decision on a cached policy makes these calls. */
    @Test
    void withoutAListenerNoTimeIsReadAndNothingIsWrapped() {
        Events unheard = new Events(Listeners.of(List.of()));
        PolicyFetcher fetcher = domain -> {
            throw new AssertionError("not called");
        };
        assertThat(unheard.areHeard()).isFalse();
        assertThat(unheard.startNanos()).isZero();
        assertThat(unheard.heard(fetcher)).isSameAs(fetcher);
    }

    private Source source(Rig rig, String nextHop) throws InterruptedException {
        rig.begin(nextHop).close();
        return recorder.next(MtaStsEvent.Resolved.class).source();
    }

    private static QueueState queue(Rig rig, String name) {
        return rig.mtaSts.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static DeliveryRequest request(String domain) {
        return DeliveryRequest.willRetry(domain).ehloName("mail.sender.example").build();
    }

    private Rig listening(MtaStsListener listener) {
        return listening(listener, builder -> builder);
    }

    private Rig listening(MtaStsListener listener, UnaryOperator<MtaStsBuilder> choices) {
        return new Rig(net, builder -> choices.apply(builder.listener(listener)));
    }

    /** Answers from its store alone, as a cache does after a restart. */
    private static final class StoreBehindMemory implements PolicyCache {
        private final Map<PolicyDomain, CachedPolicy> rows = new ConcurrentHashMap<>();

        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            return rows.get(domain);
        }

        @Override
        public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
            return null;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            rows.put(domain, entry);
        }
    }

    /** Keeps what it hears. */
    private static final class Recorder implements MtaStsListener {
        private final BlockingQueue<MtaStsEvent> events = new LinkedBlockingQueue<>();
        private final BlockingQueue<DnsQuery> queries = new LinkedBlockingQueue<>();

        /** The next event of a kind; others are passed over. */
        <E extends MtaStsEvent> E next(Class<E> kind) throws InterruptedException {
            return Stream.generate(this::take)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .findFirst()
                    .orElseThrow();
        }

        private MtaStsEvent take() {
            try {
                MtaStsEvent event = events.poll(2, TimeUnit.MINUTES);
                assertThat(event).isNotNull();
                return event;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void queried(DnsQuery query) {
            queries.add(query);
        }

        @Override
        public void resolved(MtaStsEvent.Resolved event) {
            events.add(event);
        }

        @Override
        public void fetched(MtaStsEvent.Fetched event) {
            events.add(event);
        }

        @Override
        public void decided(MtaStsEvent.Decided event) {
            events.add(event);
        }

        @Override
        public void opened(MtaStsEvent.Opened event) {
            events.add(event);
        }

        @Override
        public void unsent(MtaStsEvent.Unsent event) {
            events.add(event);
        }
    }
}
