package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts that end early, and deliveries that no policy blocks. */
@Timeout(300)
class EndingTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);

    @AfterEach
    void stop() {
        net.close();
    }

    @Test
    void endsAnOpeningThatIsClosedFromOutside() throws Exception {
        mx.silentGreeting();
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt attempt = rig.begin(DOMAIN);
            CompletableFuture<Opening<Socket>> opening = openElsewhere(rig, attempt);
            attempt.close();
            assertEnded(opening.get(2, TimeUnit.MINUTES), rig);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
        }
    }

    @Test
    void endsAnOpeningWithTheLibrary() throws Exception {
        mx.stallInHandshake();
        try (Rig rig = new Rig(net)) {
            CompletableFuture<Opening<Socket>> opening = openElsewhere(rig, rig.begin(DOMAIN));
            rig.mtaSts.close();
            // The library's own timer ends with it; an opening under way ends when its scheduler is the caller's.
            assertThat(rig.begin(DOMAIN).candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
            assertEnded(opening.get(2, TimeUnit.MINUTES), rig);
        }
    }

    @Test
    void endsAnOpeningWhoseThreadIsInterrupted() throws Exception {
        mx.silentGreeting();
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt attempt = rig.begin(DOMAIN);
            CompletableFuture<Opening<Socket>> opening = new CompletableFuture<>();
            CountDownLatch dialled = new CountDownLatch(1);
            Thread thread = new Thread(() -> opening.complete(open(rig, attempt, dialled)));
            thread.start();
            assertThat(dialled.await(2, TimeUnit.MINUTES)).isTrue();
            thread.interrupt();
            assertEnded(opening.get(2, TimeUnit.MINUTES), rig);
            thread.join(120_000);
        }
    }

    @Test
    void endsAtTheTimeLimitOfTheRequest() {
        mx.silentGreeting();
        try (Rig rig = new Rig(net)) {
            DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .timeLimit(Duration.ofSeconds(5))
                    .build();
            rig.begin(DOMAIN).close(); // the absence of a policy is known now, and all the time is the host's
            try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
                assertEnded(rig.open(attempt, HOST), rig);
                assertThat(net.dns().queries()).hasSize(1); // the deferral starts a check
                assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            }
        }
    }

    @Test
    void givesUpAHostThatTakesTooLong() {
        mx.stallInHandshake();
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net, builder -> builder.openingLimit(Duration.ofSeconds(3)))) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.open(attempt, HOST))
                        .isInstanceOfSatisfying(
                                Opening.NotReady.class,
                                left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TIMEOUT));
            }
            assertThat(rig.outcomes).hasSize(1); // the host's failure, so it is recorded
        }
    }

    @Test
    void givesUpAHostThatBreaksOffTlsAndIsSilentInTheClear() {
        mx.cutInHandshake();
        AtomicInteger dials = new AtomicInteger();
        try (Rig rig = new Rig(net, builder -> builder.openingLimit(Duration.ofSeconds(3)))) {
            Opening<Socket> opening = ((Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST)).open(() -> {
                if (dials.incrementAndGet() == 2) {
                    mx.reset().silentGreeting();
                }
                return rig.dialer(HOST).dial();
            });
            assertThat(opening)
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TIMEOUT));
            assertThat(dials).hasValue(2);
            assertThat(rig.outcomes).hasSize(1);
        }
    }

    @Test
    void endsAnAttemptThatIsInterruptedWhileThePolicyIsLookedUp() {
        net.dns().silent("_mta-sts." + DOMAIN);
        try (Rig rig = new Rig(net)) {
            Thread.currentThread().interrupt();
            DeliveryAttempt attempt = rig.begin(DOMAIN);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(attempt.resolution()).isInstanceOf(PolicyResolution.Undetermined.class);
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    void neverLetsALastTryFailThatWasEndedEarly() {
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt attempt = rig.mtaSts.begin(DeliveryRequest.lastTry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build());
            attempt.close();
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    void goesOnWithoutWaitingAtTheWaitLimit() {
        net.dns().silent("_mta-sts." + DOMAIN);
        try (Rig rig = new Rig(net, builder -> builder.waitLimit(Duration.ofMillis(100)))) {
            assertThat(rig.begin(DOMAIN).resolution())
                    .isInstanceOfSatisfying(
                            PolicyResolution.NoPolicy.class,
                            none -> assertThat(none.reason()).isEqualTo(PolicyResolution.Reason.NOT_YET_KNOWN));
        }
    }

    @Test
    void recordsASessionThatItsOwnerAbandonedInTls() {
        try (Rig rig = new Rig(net)) {
            Candidate.Proceed proceed = (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
            assertThatThrownBy(() -> {
                        try (SmtpSession session = proceed.session()) {
                            session.connected(null, mx.address());
                            assertThat(session.engine().getUseClientMode()).isTrue();
                            throw new IllegalStateException("the embedder breaks");
                        }
                    })
                    .hasMessage("the embedder breaks");
            assertThat(rig.outcomes).hasSize(1);
            assertThat(rig.outcomes.get(0).policies().get(0).failures())
                    .extracting(Failure::reason)
                    .allMatch(reason -> reason.startsWith("abandoned"));
        }
    }

    @Test
    void recordsNothingWhereTheDialerBreaks() {
        try (Rig rig = new Rig(net)) {
            Candidate.Proceed proceed = (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
            assertThatThrownBy(() -> proceed.open(() -> {
                        throw new IllegalStateException("the embedder breaks");
                    }))
                    .hasMessage("the embedder breaks");
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void deliversWhateverAListenerDoes() throws Exception {
        List<DeliveryOutcome> toldLater = new CopyOnWriteArrayList<>();
        try (Rig rig = new Rig(
                net,
                builder -> builder.outcomes(outcome -> {
                            throw new IllegalStateException("the listener breaks");
                        })
                        .outcomes(toldLater::add))) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                Opening<Socket> opening = rig.open(attempt, HOST);
                assertThat(opening).isInstanceOf(Opening.Ready.class);
                ((Opening.Ready<Socket>) opening).connection().close();
            }
            assertThat(rig.outcomes).hasSize(1);
            assertThat(toldLater).hasSize(1);
        }
    }

    @Test
    void reportsButDoesNotBlockMailThatRequiresNoTls() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        mx.noStartTls();
        try (Rig rig = new Rig(net)) {
            assertThat(openAs(DeliveryKind.TLS_NOT_REQUIRED, rig)).isInstanceOf(Opening.Ready.class);
            assertThat(rig.outcomes).hasSize(1);
            assertThat(rig.outcomes.get(0).policies().get(0).success()).isFalse();
            assertThat(rig.outcomes.get(0).kind()).isEqualTo(DeliveryKind.TLS_NOT_REQUIRED);
        }
    }

    @Test
    void neitherBlocksNorCountsTlsReports() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "elsewhere.example.net"));
        mx.noStartTls();
        try (Rig rig = new Rig(net)) {
            assertThat(openAs(DeliveryKind.TLS_REPORT, rig)).isInstanceOf(Opening.Ready.class);
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void neitherBlocksNorCountsWhereTheOperatorIgnoresThePolicy() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "elsewhere.example.net"));
        mx.noStartTls();
        try (Rig rig = new Rig(net, builder -> builder.localPolicy(domain -> new LocalRule.Ignore()))) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
            }
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void reportsButDoesNotBlockWhereTheOperatorTreatsThePolicyAsTesting() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "elsewhere.example.net"));
        try (Rig rig = new Rig(net, builder -> builder.localPolicy(domain -> new LocalRule.TreatAsTesting()))) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
            }
            assertThat(rig.outcomes)
                    .singleElement()
                    .matches(outcome -> !outcome.policies().get(0).success());
        }
    }

    @Test
    @Tag("STS-3.4-02")
    void knowsNoPolicyOfAnAddress() {
        try (Rig rig = new Rig(net)) {
            for (String literal : new String[] {"[192.0.2.1]", "192.0.2.1", "[IPv6:2001:db8::1]", "2001:db8::1"}) {
                try (DeliveryAttempt attempt = rig.begin(literal)) {
                    assertThat(attempt.resolution()).isInstanceOf(PolicyResolution.NoPolicy.class);
                    assertThat(attempt.candidate(literal))
                            .isInstanceOfSatisfying(
                                    Candidate.Proceed.class,
                                    proceed -> assertThat(proceed.open(rig.dialer(HOST)))
                                            .isInstanceOf(Opening.Ready.class));
                }
            }
            assertThat(net.dns().queries()).isEmpty();
            assertThat(rig.outcomes).isEmpty();
        }
        assertThat(mx.sessions()).hasSize(4).allMatch(session -> session.sni() == null);
    }

    @Test
    void takesNoAddressForTheHostOfADomain() {
        try (Rig rig = new Rig(net);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate("192.0.2.1")).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.candidate("[192.0.2.1]")).isInstanceOf(Candidate.Rejected.class);
        }
    }

    @Test
    void refusesWhatIsNoDomainInOnePrintableLine() {
        for (String name : new String[] {"", "a b", "ex\u00e4mple..com", "[nonsense]", "a\u200db.example", "x\r\ny"}) {
            assertThatThrownBy(() -> DeliveryRequest.willRetry(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .matches("[ -~]+");
        }
    }

    private Opening<Socket> openAs(DeliveryKind kind, Rig rig) {
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .kind(kind)
                .build();
        try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
            return rig.open(attempt, HOST);
        }
    }

    private static CompletableFuture<Opening<Socket>> openElsewhere(Rig rig, DeliveryAttempt attempt) throws Exception {
        CountDownLatch dialled = new CountDownLatch(1);
        CompletableFuture<Opening<Socket>> opening = CompletableFuture.supplyAsync(() -> open(rig, attempt, dialled));
        assertThat(dialled.await(2, TimeUnit.MINUTES)).isTrue();
        return opening;
    }

    private static Opening<Socket> open(Rig rig, DeliveryAttempt attempt, CountDownLatch dialled) {
        return ((Candidate.Proceed) attempt.candidate(HOST)).open(() -> {
            Socket socket = rig.dialer(HOST).dial();
            dialled.countDown();
            return socket;
        });
    }

    private static void assertEnded(Opening<Socket> opening, Rig rig) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.ENDED));
        assertThat(rig.outcomes).isEmpty();
    }
}
