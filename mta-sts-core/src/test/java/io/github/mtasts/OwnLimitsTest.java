package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults of this server's own parts, which are held against nobody, and the status of a message after several addresses. */
class OwnLimitsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);

    @AfterEach
    void stop() {
        net.close();
    }

    @Test
    void aSocketThatThrowsIsNoFaultOfTheHost() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            Dialer faulty = () -> new Socket() {
                @Override
                public InputStream getInputStream() {
                    throw new IllegalStateException("broken");
                }
            };
            assertThatThrownBy(() -> proceed.open(faulty)).hasMessage("broken");
            assertThat(rig.outcomes).isEmpty();
            assertThat(proceed.open(rig.dialer(HOST))).isInstanceOf(Opening.Ready.class);
        }
    }

    /** A last try in which this server's own code throws is none. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, LinkageError.class, TimeoutException.class})
    void aDialerThatThrowsIsNoLastTry(Class<? extends Throwable> kind) throws Exception {
        Throwable broken = kind.getConstructor(String.class).newInstance("broken");
        try (Rig rig = new Rig(net)) {
            try (DeliveryAttempt attempt = lastTry(rig)) {
                Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
                assertThatThrownBy(() -> proceed.open(() -> new Socket() {
                            @Override
                            public InetAddress getInetAddress() {
                                throw Undeclared.thrown(broken);
                            }

                            @Override
                            public SocketAddress getLocalSocketAddress() {
                                throw Undeclared.thrown(broken);
                            }
                        }))
                        .hasMessage("broken");
                assertMissed(attempt.unsent());
            }
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(1);
            assertThat(rig.outcomes).isEmpty();
        }
    }

    /** The library interrupts the dialer when the time is over: whatever it throws then, the host was too slow. */
    @Test
    void aDialerThatThrowsBecauseItsTimeIsOverIsTheHostsTimeOut() {
        Dialer waiting = () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw Undeclared.thrown(e);
            }
            throw new AssertionError("nobody interrupted it");
        };
        try (Rig rig = new Rig(net, builder -> builder.openingLimit(Duration.ofMillis(200)));
                DeliveryAttempt attempt = lastTry(rig)) {
            assertThat(((Candidate.Proceed) attempt.candidate(HOST)).open(waiting))
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            ended -> assertThat(ended.cause()).isEqualTo(Opening.NotReady.Cause.TIMEOUT));
            assertThat(attempt.unsent()).isInstanceOf(Unsent.MayFail.class);
            assertThat(rig.mtaSts.ownFailures()).isZero();
        }
    }

    @Test
    void clientCertificatesThatThrowAreNoLastTry() {
        try (Rig rig = new Rig(
                        net,
                        builder -> builder.clientCertificates(host -> {
                            throw new IllegalStateException("broken");
                        }));
                DeliveryAttempt attempt = lastTry(rig)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            assertThatThrownBy(() -> proceed.open(rig.dialer(HOST))).hasMessage("broken");
            assertMissed(attempt.unsent());
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(1);
        }
    }

    /** JSSE wraps what is no Error, so that it looks like a failure of the handshake. */
    @Test
    void aVerificationThatThrowsIsNoFaultOfTheHost() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        AtomicBoolean isBroken = new AtomicBoolean(true);
        InstantSource clock = () -> {
            if (isBroken.get()) {
                throw new IllegalStateException("broken");
            }
            return Instant.now();
        };
        try (Rig rig = new Rig(net, builder -> builder.certificateClock(clock.withZone(ZoneOffset.UTC)))) {
            try (DeliveryAttempt attempt = lastTry(rig)) {
                assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
                assertMissed(attempt.unsent());
            }
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(1);

            isBroken.set(false);
            try (DeliveryAttempt attempt = lastTry(rig)) {
                assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
            }
            assertThat(rig.outcomes).hasSize(1);
        }
    }

    /** JSSE does not wrap an Error: where the server speaks SMTP itself, the session is given up with it. */
    @Test
    void aSessionThatEndsByAnErrorOfTheVerificationIsNoFaultOfTheHost() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        InstantSource broken = () -> {
            throw new StackOverflowError("broken");
        };
        X509Certificate[] chain = {net.ca().issue(HOST).leaf(), net.ca().intermediate()};
        try (Rig rig = new Rig(net, builder -> builder.certificateClock(broken.withZone(ZoneOffset.UTC)));
                DeliveryAttempt attempt = lastTry(rig)) {
            try (SmtpSession session = ((Candidate.Proceed) attempt.candidate(HOST)).session()) {
                session.connected(null, mx.address());
                assertThatThrownBy(() -> session.trustManager().checkServerTrusted(chain, "UNKNOWN"))
                        .isInstanceOf(StackOverflowError.class);
            }
            assertMissed(attempt.unsent());
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(1);
        }
    }

    private static DeliveryAttempt lastTry(Rig rig) {
        return rig.mtaSts.begin(
                DeliveryRequest.lastTry(DOMAIN).ehloName("mail.sender.example").build());
    }

    private static void assertMissed(Unsent unsent) {
        assertThat(unsent)
                .isInstanceOfSatisfying(
                        Unsent.Defer.class,
                        defer -> assertThat(defer.lastTryMissed()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(classes = {LinkageError.class, IOException.class})
    void aListenerThatBreaksLosesNoMail(Class<? extends Throwable> kind) throws Exception {
        Throwable broken = kind.getConstructor(String.class).newInstance("broken");
        try (Rig rig = new Rig(
                        net,
                        builder -> builder.outcomes(outcome -> {
                            throw Undeclared.thrown(broken);
                        }));
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
    }

    /** D34: a shortage of this server's says nothing about the host, and the message is not returned for it. */
    @Test
    void aConnectionThatThisServerCannotMakeIsNoLastTry() throws IOException {
        try (Rig rig = new Rig(net)) {
            assertThat(unsentAfter(rig, "Connection refused")).isInstanceOf(Unsent.MayFail.class);
            assertThat(rig.mtaSts.ownFailures()).isZero();
            assertThat(unsentAfter(rig, "Too many open files"))
                    .isInstanceOfSatisfying(
                            Unsent.Defer.class,
                            defer -> assertThat(defer.lastTryMissed()).isTrue());
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(1);
            assertThat(rig.outcomes).isEmpty();
        }
    }

    private static Unsent unsentAfter(Rig rig, String error) throws IOException {
        try (DeliveryAttempt attempt = lastTry(rig)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            assertThat(proceed.open(() -> {
                        throw new SocketException(error);
                    }))
                    .isInstanceOf(Opening.NotReady.class);
            return attempt.unsent();
        }
    }

    /** A listener that asks another thread about the session must get an answer. */
    @Test
    void listenersRunUnderNoLock() {
        CompletableFuture<SmtpSession> mine = new CompletableFuture<>();
        try (Rig rig = new Rig(
                        net,
                        builder -> builder.outcomes(outcome -> CompletableFuture.runAsync(
                                        () -> mine.join().close())
                                .join()));
                DeliveryAttempt attempt = rig.begin(DOMAIN);
                SmtpSession session = ((Candidate.Proceed) attempt.candidate(HOST)).session()) {
            mine.complete(session);
            session.connected(null, mx.address());
            assertThat(session.startTlsMissing()).isInstanceOf(SmtpSession.Permission.Granted.class);
        }
    }

    @Test
    void aHostThatWasBlockedStaysBlockedWhenItsOtherAddressIsUnreachable() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        mx.noStartTls();
        try (Rig rig = new Rig(net);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            assertThat(proceed.open(rig.dialer(HOST))).isInstanceOf(Opening.NotReady.class);
            assertThat(proceed.open(OwnLimitsTest::refused)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
                assertThat(defer.enhancedStatus()).isEqualTo("4.7.5");
                assertThat(defer.sentence()).contains("starttls-not-offered");
            });
        }
    }

    @Test
    void aBlockedHostBeyondTheSentenceCountsForTheStatus() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "*.example.com"));
        mx.noStartTls();
        try (Rig rig = new Rig(net);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            for (int i = 0; i < 20; i++) {
                var unused = ((Candidate.Proceed) attempt.candidate("down" + i + ".example.com"))
                        .open(OwnLimitsTest::refused);
            }
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent().toString()).startsWith("4.7.5 ");
        }
    }

    /** Where the Java that runs the tests has virtual threads (21 or later). */
    @Test
    void opensOnAVirtualThread() throws Exception {
        Optional<Method> starter = virtualThreads();
        Assumptions.assumeTrue(starter.isPresent(), "this Java has no virtual threads");
        try (Rig rig = new Rig(net)) {
            CompletableFuture<Boolean> ready = new CompletableFuture<>();
            Callable<Boolean> work = () -> {
                try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                    Opening<Socket> opening = rig.open(attempt, HOST);
                    try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
                        BlockingSmtpClient.send(socket, "body");
                        return true;
                    }
                }
            };
            starter.get().invoke(null, (Runnable) () -> {
                try {
                    ready.complete(work.call());
                } catch (Exception | Error e) {
                    ready.completeExceptionally(e);
                }
            });
            assertThat(ready.get(2, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(mx.messages()).hasSize(1);
    }

    /** An interrupt closes every socket that a virtual thread reads from: it is the caller's end, and no failure of the host. */
    @ParameterizedTest
    @EnumSource
    void anInterruptOnAVirtualThreadIsTheCallersEnd(Stall stall) throws Exception {
        Optional<Method> starter = virtualThreads();
        Assumptions.assumeTrue(starter.isPresent(), "left out: this Java has no virtual threads");
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        stall.begin(mx);
        try (Rig rig = new Rig(net)) {
            CompletableFuture<Opening<Socket>> ended = new CompletableFuture<>();
            DeliveryAttempt attempt = rig.begin(DOMAIN);
            Thread thread = (Thread) starter.get().invoke(null, (Runnable) () -> {
                try {
                    ended.complete(rig.open(attempt, HOST));
                } catch (RuntimeException | Error e) {
                    ended.completeExceptionally(e);
                }
            });
            await(() -> stall.isReached(mx) && thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThat(ended.get(2, TimeUnit.MINUTES))
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.ENDED));
            assertThat(attempt.unsent().toString()).contains("interrupted").startsWith("4.3.0");
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isZero();

            mx.reset();
            try (DeliveryAttempt next = rig.begin(DOMAIN)) {
                assertThat(rig.open(next, HOST)).isInstanceOf(Opening.Ready.class);
            }
            assertThat(rig.outcomes).hasSize(1);
        }
    }

    /** Where the host stops to answer. */
    private enum Stall {
        GREETING,
        HANDSHAKE,
        REPLY_OVER_TLS;

        void begin(MxServer host) {
            switch (this) {
                case GREETING -> host.silentGreeting();
                case HANDSHAKE -> host.stallInHandshake();
                case REPLY_OVER_TLS -> host.stallAfterHandshake();
            }
        }

        boolean isReached(MxServer host) {
            return host.sessions().stream()
                    .anyMatch(session -> this == GREETING || session.commands().contains("STARTTLS"));
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MINUTES.toNanos(2));
            Thread.onSpinWait();
        }
    }

    private static Optional<Method> virtualThreads() {
        return Arrays.stream(Thread.class.getMethods())
                .filter(method -> method.getName().equals("startVirtualThread"))
                .findFirst();
    }

    private static Socket refused() throws IOException {
        throw new IOException("refused");
    }
}
