package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dialer that takes longer than the opening may: it is interrupted, and nothing is held against the host. */
@Timeout(300)
class SlowDialerTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();

    @AfterEach
    void stop() {
        net.close();
    }

    @Test
    void isInterruptedAtTheLimitOfTheOpening() {
        enforce();
        try (Rig rig = impatient()) {
            Opening<Socket> opening = proceed(rig).open(SlowDialerTest::waitForever);
            assertCause(Opening.NotReady.Cause.TIMEOUT, opening);
            assertThat(Thread.currentThread().isInterrupted())
                    .as("the interrupt was for the dialer")
                    .isFalse();
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.open(rig.begin(DOMAIN), HOST)).as("life goes on").isInstanceOf(Opening.Ready.class);
        }
    }

    /** The connect of a socket does not end with an interrupt. */
    @Test
    void aConnectionThatComesTooLateIsClosed() throws Exception {
        enforce();
        try (Rig rig = impatient();
                ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            AtomicReference<@Nullable Socket> made = new AtomicReference<>();
            Opening<Socket> opening = proceed(rig).open(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                boolean unused = Thread.interrupted();
                Socket late = new Socket(
                        InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
                made.set(late);
                return late;
            });
            assertCause(Opening.NotReady.Cause.TIMEOUT, opening);
            assertThat(made.get()).matches(late -> late != null && late.isClosed());
            assertThat(rig.outcomes)
                    .as("the time had passed before the host was reached")
                    .isEmpty();
        }
    }

    @Test
    void isInterruptedWhenTheAttemptIsClosed() throws Exception {
        enforce();
        try (Rig rig = new Rig(net)) {
            DeliveryAttempt attempt = rig.begin(DOMAIN);
            CountDownLatch dialling = new CountDownLatch(1);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            CompletableFuture<Opening<Socket>> opening = CompletableFuture.supplyAsync(() -> {
                Opening<Socket> left = ((Candidate.Proceed) attempt.candidate(HOST)).open(() -> {
                    dialling.countDown();
                    return waitForever();
                });
                interrupted.complete(Thread.currentThread().isInterrupted());
                return left;
            });
            assertThat(dialling.await(2, TimeUnit.MINUTES)).isTrue();
            attempt.close();
            assertCause(Opening.NotReady.Cause.ENDED, opening.get(2, TimeUnit.MINUTES));
            assertThat(interrupted.get()).isFalse();
            assertThat(rig.outcomes).isEmpty();
        }
    }

    @Test
    void theCallersOwnInterruptStays() {
        enforce();
        try (Rig rig = new Rig(net)) {
            Opening<Socket> opening = proceed(rig).open(() -> {
                Thread.currentThread().interrupt();
                return waitForever();
            });
            assertCause(Opening.NotReady.Cause.ENDED, opening);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(rig.outcomes).isEmpty();
        }
    }

    /** The second connection, in the clear, has what is left of the time. */
    @Test
    void isInterruptedOnTheSecondConnectionToo() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("testing", 86_400, HOST));
        net.mxServer(HOST).cutInHandshake();
        try (Rig rig = impatient()) {
            int[] dials = {0};
            Opening<Socket> opening = proceed(rig).open(() -> {
                dials[0]++;
                return dials[0] == 1 ? rig.dialer(HOST).dial() : waitForever();
            });
            assertCause(Opening.NotReady.Cause.TIMEOUT, opening);
            assertThat(dials[0]).isEqualTo(2);
            assertThat(rig.outcomes)
                    .as("the failed handshake")
                    .singleElement()
                    .matches(outcome -> !outcome.policies().get(0).success());
        }
    }

    private void enforce() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        net.mxServer(HOST);
    }

    private Rig impatient() {
        return new Rig(net, builder -> builder.openingLimit(Duration.ofSeconds(5)));
    }

    private static Candidate.Proceed proceed(Rig rig) {
        return (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
    }

    private static Socket waitForever() throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new IOException("cannot happen");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static void assertCause(Opening.NotReady.Cause cause, Opening<Socket> opening) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.NotReady.class, left -> assertThat(left.cause()).isEqualTo(cause));
    }
}
