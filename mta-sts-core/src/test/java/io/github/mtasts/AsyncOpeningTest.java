package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.AsyncDialer.Dialled;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of an event-driven opening when the host breaks the handshake or is silent, or the caller ends the attempt. */
@Timeout(300)
class AsyncOpeningTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private boolean silent;
    private boolean silentInTheClear;

    @AfterEach
    void stop() {
        net.close();
    }

    @Test
    void goesOnInTheClearWhereTlsBreaksOffAndNothingDependsOnIt() throws Exception {
        try (Rig rig = new Rig(net)) {
            assertThat(get(open(rig))).isInstanceOf(Opening.Ready.class);
            assertThat(peers).hasSize(2);
            assertThat(peers.get(0).closed).isTrue();
            assertThat(peers.get(1).closed).isFalse();
            assertThat(onlyFailure(rig)).startsWith("tls-handshake-failed: reset"); // one session, not two
        }
    }

    @Test
    void doesNotGoOnInTheClearUnderEnforce() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net)) {
            assertCause(Opening.NotReady.Cause.TLS, get(open(rig)));
            assertThat(peers).singleElement().matches(peer -> peer.closed);
            assertThat(onlyFailure(rig)).startsWith("tls-handshake-failed: reset");
        }
    }

    /** With implicit TLS the host cannot speak first: somebody on the path sent a greeting in the clear. */
    @Test
    void doesNotReadAsAGreetingWhatCameBeforeImplicitTls() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt attempt = rig.mtaSts.begin(DeliveryRequest.willRetry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .implicitTls()
                    .build());
            assertCause(Opening.NotReady.Cause.TLS, get(open(attempt)));
            assertThat(peers).singleElement().matches(peer -> peer.closed && !peer.tlsStarted);
            assertThat(onlyFailure(rig)).contains("received before the handshake");
        }
    }

    @Test
    void givesUpAHostThatIsSilent() throws Exception {
        silent = true;
        net.publish(DOMAIN, "id1", TestNetwork.policy("testing", 86_400, HOST));
        try (Rig rig = impatient()) {
            assertCause(Opening.NotReady.Cause.TIMEOUT, get(open(rig)));
            assertThat(peers).singleElement().matches(peer -> peer.closed);
            assertThat(onlyFailure(rig)).startsWith("refused-before-tls: timeout");
        }
    }

    @Test
    void givesUpAHostThatIsSilentInTheClear() throws Exception {
        silentInTheClear = true;
        try (Rig rig = impatient()) {
            assertCause(Opening.NotReady.Cause.TIMEOUT, get(open(rig)));
            assertThat(peers).hasSize(2).allMatch(peer -> peer.closed);
            assertThat(onlyFailure(rig)).startsWith("tls-handshake-failed: reset");
        }
    }

    /** The time had passed before the host was reached. */
    @Test
    void closesAConnectionThatComesTooLate() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = impatient()) {
            CompletableFuture<Dialled<Peer>> later = new CompletableFuture<>();
            List<Peer> late = new ArrayList<>();
            Candidate.Proceed proceed = (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
            Opening<Peer> opening = get(proceed.openAsync(receiver -> {
                late.add(new Peer(receiver));
                return later;
            }));
            assertCause(Opening.NotReady.Cause.TIMEOUT, opening);
            InetSocketAddress address = InetSocketAddress.createUnresolved(HOST, 25);
            later.complete(new Dialled<>(late.get(0), address, address));
            assertThat(late).singleElement().matches(peer -> peer.closed);
            late.get(0).say("220 mx\r\n");
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void holdsNothingAgainstAHostWhenTheAttemptIsClosed() throws Exception {
        silent = true;
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt attempt = rig.begin(DOMAIN);
            CompletableFuture<Opening<Peer>> opening = open(attempt);
            attempt.close();
            assertCause(Opening.NotReady.Cause.ENDED, get(opening));
            assertThat(peers).singleElement().matches(peer -> peer.closed);
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void closesTheConnectionWhenTheResultIsCancelled() {
        silent = true;
        try (Rig rig = new Rig(net)) {
            open(rig).cancel(true);
            assertThat(peers).singleElement().matches(peer -> peer.closed);
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void tellsAHostThatCannotBeReached() throws Exception {
        try (Rig rig = new Rig(net)) {
            Candidate.Proceed proceed = (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
            CompletableFuture<Opening<Peer>> opening =
                    proceed.openAsync(receiver -> CompletableFuture.failedFuture(new IOException("refused")));
            assertCause(Opening.NotReady.Cause.UNREACHABLE, get(opening));
            assertThat(rig.outcomes).isEmpty();
        }
    }

    static Stream<Arguments> faultyParts() {
        CompletionStage<Dialled<Peer>> nothing = CompletableFuture.completedFuture(null);
        return Stream.of(
                faulty("dialer", receiver -> {
                    throw new IllegalStateException("broken");
                }),
                faulty("dialer", receiver -> {
                    throw new LinkageError("broken");
                }),
                faulty("dialer, undeclared", receiver -> {
                    throw Undeclared.thrown(new IOException("broken"));
                }),
                faulty(
                        "write, undeclared",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            public void write(ByteBuffer bytes) {
                                throw Undeclared.thrown(new IOException("broken"));
                            }
                        })),
                faulty(
                        "startTls and close, undeclared",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            public CompletionStage<?> startTls(SSLEngine engine) {
                                throw Undeclared.thrown(new IOException("broken"));
                            }

                            @Override
                            public void close() {
                                throw Undeclared.thrown(new IOException("broken, too"));
                            }
                        })),
                faulty(
                        "startTls that ends by an Error of this JVM",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            public CompletionStage<?> startTls(SSLEngine engine) {
                                return CompletableFuture.failedFuture(
                                        new SSLException("broken", new OutOfMemoryError("broken")));
                            }
                        })),
                faulty("dialer without a stage", AsyncOpeningTest::noStage),
                faulty("dialer without a connection", receiver -> nothing),
                faulty("dialer without a transport", receiver -> withoutTransport()),
                faulty(
                        "write",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            public void write(ByteBuffer bytes) {
                                throw new IllegalStateException("broken");
                            }
                        })),
                faulty(
                        "startTls",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            public CompletionStage<?> startTls(SSLEngine engine) {
                                throw new IllegalStateException("broken");
                            }
                        })),
                faulty(
                        "startTls without a stage",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            @SuppressWarnings("NullAway") // the fault that is tried
                            public CompletionStage<?> startTls(SSLEngine engine) {
                                return null;
                            }
                        })),
                faulty(
                        "close, too",
                        receiver -> connected(new Peer(receiver) {
                            @Override
                            public CompletionStage<?> startTls(SSLEngine engine) {
                                throw new IllegalStateException("broken");
                            }

                            @Override
                            public void close() {
                                throw new IllegalStateException("broken, too");
                            }
                        })));
    }

    @SuppressWarnings("NullAway") // the fault that is tried
    private static CompletionStage<Dialled<Peer>> withoutTransport() {
        return CompletableFuture.completedFuture(new Dialled<>(null, null, null));
    }

    @SuppressWarnings("NullAway") // the fault that is tried
    private static CompletionStage<Dialled<Peer>> noStage(AsyncReceiver receiver) {
        return null;
    }

    private static Arguments faulty(String part, AsyncDialer<Peer> dialer) {
        return Arguments.of(part, dialer);
    }

    private static CompletionStage<Dialled<Peer>> connected(Peer peer) {
        peer.say("220 mx\r\n");
        InetSocketAddress address = InetSocketAddress.createUnresolved(HOST, 25);
        return CompletableFuture.completedFuture(new Dialled<>(peer, address, address));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultyParts")
    void endsAtOnceWhereTheServersOwnPartThrows(String part, AsyncDialer<Peer> dialer) throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt lastTry = rig.mtaSts.begin(DeliveryRequest.lastTry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build());
            Candidate.Proceed proceed = (Candidate.Proceed) lastTry.candidate(HOST);
            assertCause(Opening.NotReady.Cause.ENDED, get(proceed.openAsync(dialer)));
            assertThat(rig.outcomes).as("nothing against the host").isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(1);
            assertThat(lastTry.unsent())
                    .isInstanceOfSatisfying(
                            Unsent.Defer.class,
                            defer -> assertThat(defer.lastTryMissed()).isTrue());
            assertCause(Opening.NotReady.Cause.TLS, get(open(rig))); // life goes on
        }
    }

    /** The host has no TLS, which is its own failure whatever becomes of QUIT. */
    @Test
    void aTransportThatThrowsAtQuitHidesNothing() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt lastTry = rig.mtaSts.begin(DeliveryRequest.lastTry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build());
            AtomicBoolean wasClosed = new AtomicBoolean();
            AsyncDialer<Peer> dialer = receiver -> connected(new Peer(receiver) {
                @Override
                public void write(ByteBuffer bytes) {
                    if (StandardCharsets.US_ASCII.decode(bytes).toString().startsWith("QUIT")) {
                        throw new IllegalStateException("broken");
                    }
                    say("250 mx\r\n");
                }

                @Override
                public void close() {
                    wasClosed.set(true);
                }
            });
            assertCause(
                    Opening.NotReady.Cause.NO_STARTTLS,
                    get(((Candidate.Proceed) lastTry.candidate(HOST)).openAsync(dialer)));
            assertThat(onlyFailure(rig)).isEqualTo("starttls-not-offered");
            assertThat(rig.mtaSts.ownFailures()).isZero();
            assertThat(lastTry.unsent()).isInstanceOf(Unsent.MayFail.class);
            assertThat(wasClosed).isTrue();
        }
    }

    /** The next user would take it for the reply to RSET. */
    @Test
    void closesAConnectionThatIsParkedWithOctetsUnread() throws Exception {
        try (Rig rig = new Rig(net)) {
            Opening.Ready<Peer> ready = (Opening.Ready<Peer>) get(open(rig));
            ready.connection().say("421 bye\r\n");
            ParkedConnection<Peer> parked = ready.park();
            assertThat(ready.connection().closed).isTrue();
            parked.close();

            Opening.Ready<Peer> read = (Opening.Ready<Peer>) get(open(rig));
            read.connection().say("421 bye\r\n");
            assertThat(read.readAhead().hasRemaining()).isTrue();
            parked = read.park();
            assertThat(read.connection().closed).isFalse();
            parked.close();
            assertThat(read.connection().closed).isTrue();
        }
    }

    @Test
    void countsAReuseWhenTheServerReportsTheReplyToRset() throws Exception {
        try (Rig rig = new Rig(net)) {
            Opening.Ready<Peer> first = (Opening.Ready<Peer>) get(open(rig));
            assertThat(first.reused()).isFalse();
            first.resetAccepted();
            ParkedConnection<Peer> parked = first.park();
            Candidate.Proceed other =
                    (Candidate.Proceed) rig.begin("other.example").candidate(HOST);
            Opening.Ready<Peer> again = other.reuse(parked).orElseThrow();
            assertThat(again.reused()).isTrue();
            assertThat(again.ehloReply()).isEqualTo(first.ehloReply()).containsExactly("250 mx");
            assertThat(rig.outcomes).hasSize(1);
            again.resetAccepted();
            again.resetAccepted();
            assertThat(rig.outcomes).hasSize(2);
            assertThat(rig.outcomes.get(1).reused()).isTrue();
        }
    }

    @Test
    void keepsWhatArrivesUntilTheServerReadsItself() throws Exception {
        try (Rig rig = new Rig(net)) {
            Opening.Ready<Peer> ready = (Opening.Ready<Peer>) get(open(rig));
            ready.connection().say("421 bye\r\n");
            assertThat(StandardCharsets.US_ASCII.decode(ready.readAhead()).toString())
                    .isEqualTo("421 bye\r\n");
            assertThat(ready.readAhead().hasRemaining()).isFalse();
        }
    }

    /** Callers' continuations run on no thread that others wait for, and under no lock. */
    @Test
    void continuationsThatBlockHoldUpNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Void>> blocked = new ArrayList<>();
        try (Rig rig = new Rig(net)) {
            for (int i = 0; i < 40; i++) {
                CompletableFuture<Peer> later = new CompletableFuture<>();
                Candidate.Proceed proceed =
                        (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
                blocked.add(proceed.openAsync(receiver -> later.thenCompose(unused -> dial(receiver)))
                        .thenAccept(opening -> await(release)));
                later.complete(null);
            }
            assertThat(get(open(rig))).isInstanceOf(Opening.Ready.class);
            release.countDown();
            CompletableFuture.allOf(blocked.toArray(new CompletableFuture<?>[0]))
                    .get(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void completesOnTheExecutorThatWasGiven() throws Exception {
        ExecutorService mine = Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
        try (Rig rig = new Rig(net, builder -> builder.completions(mine))) {
            CountDownLatch attached = new CountDownLatch(1);
            mine.execute(() -> await(attached));
            CompletableFuture<String> name =
                    open(rig).thenApply(opening -> Thread.currentThread().getName());
            attached.countDown();
            assertThat(name.get(2, TimeUnit.MINUTES)).isEqualTo("mine");
        } finally {
            mine.shutdown();
        }
    }

    /** The timer of the JDK that is behind completeOnTimeout serves the whole process. */
    @Test
    void anAttemptBeginsOnTheExecutorToo() throws Exception {
        net.dns().silent("_mta-sts." + DOMAIN);
        try (Rig rig = new Rig(net, builder -> builder.waitLimit(Duration.ofMillis(300)))) {
            DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build();
            assertThat(rig.mtaSts
                            .beginAsync(request)
                            .thenApply(attempt -> Thread.currentThread().getName())
                            .get(2, TimeUnit.MINUTES))
                    .startsWith("mta-sts-complete-");
        }
    }

    static Stream<Executor> executorsThatThrow() {
        return Stream.of(
                work -> {
                    throw new RejectedExecutionException("full");
                },
                work -> {
                    throw new IllegalStateException("shut down");
                },
                work -> {
                    throw new LinkageError("broken");
                },
                work -> {
                    work.run();
                    throw new IllegalStateException("broken after the work");
                });
    }

    @ParameterizedTest
    @MethodSource("executorsThatThrow")
    void anExecutorThatThrowsLosesNothing(Executor throwing) throws Exception {
        try (Rig rig = new Rig(net, builder -> builder.completions(throwing))) {
            assertThat(get(open(rig))).isInstanceOf(Opening.Ready.class);
            assertThat(peers.get(1).closed).isFalse();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Rig impatient() {
        return new Rig(net, builder -> builder.openingLimit(Duration.ofSeconds(3)));
    }

    private CompletableFuture<Opening<Peer>> open(Rig rig) {
        return open(rig.begin(DOMAIN));
    }

    private CompletableFuture<Opening<Peer>> open(DeliveryAttempt attempt) {
        return ((Candidate.Proceed) attempt.candidate(HOST)).openAsync(this::dial);
    }

    private CompletionStage<Dialled<Peer>> dial(AsyncReceiver receiver) {
        Peer peer = new Peer(receiver);
        peers.add(peer);
        if (!silent && !(silentInTheClear && peers.size() == 2)) {
            peer.say("220 mx\r\n");
        }
        InetSocketAddress address = InetSocketAddress.createUnresolved(HOST, 25);
        return CompletableFuture.completedFuture(new Dialled<>(peer, address, address));
    }

    private static Opening<Peer> get(CompletableFuture<Opening<Peer>> opening) throws Exception {
        return opening.get(2, TimeUnit.MINUTES);
    }

    private static void assertCause(Opening.NotReady.Cause cause, Opening<Peer> opening) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.NotReady.class, left -> assertThat(left.cause()).isEqualTo(cause));
    }

    private static String onlyFailure(Rig rig) {
        assertThat(rig.outcomes).hasSize(1);
        AppliedPolicy applied = rig.outcomes.get(0).policies().get(0);
        assertThat(applied.failures()).hasSize(1);
        Failure failure = applied.failures().get(0);
        return failure.reason();
    }

    /** A host that offers TLS and breaks the handshake. */
    private static class Peer implements AsyncTransport {
        private final AsyncReceiver receiver;
        private volatile boolean closed;
        private volatile boolean tlsStarted;

        Peer(AsyncReceiver receiver) {
            this.receiver = receiver;
        }

        void say(String reply) {
            receiver.received(ByteBuffer.wrap(reply.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void write(ByteBuffer bytes) {
            String command = StandardCharsets.US_ASCII.decode(bytes).toString();
            say(command.startsWith("EHLO") ? "250-mx\r\n250 STARTTLS\r\n" : "220 go ahead\r\n");
        }

        @Override
        public CompletionStage<?> startTls(SSLEngine engine) {
            tlsStarted = true;
            say("454 said in the clear behind the go-ahead\r\n"); // injected before TLS: must be ignored
            receiver.closed();
            return CompletableFuture.failedFuture(new IOException("reset"));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
