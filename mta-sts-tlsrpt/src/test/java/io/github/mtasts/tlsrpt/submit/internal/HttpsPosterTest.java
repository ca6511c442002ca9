package io.github.mtasts.tlsrpt.submit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.faults.MadeSockets;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class HttpsPosterTest {
    private static final int POSTS = 80;

    private static HttpsPoster poster(AddressResolver resolver) {
        return poster(resolver, SocketFactory.getDefault());
    }

    private static HttpsPoster poster(AddressResolver resolver, SocketFactory sockets) {
        CertificateVerifier verifier =
                new CertificateVerifier(TrustAnchors.platform(), Revocation.OFF, RevocationSource.none());
        return new HttpsPoster(
                resolver,
                AddressGuard.publicOnly(),
                sockets,
                new HttpsPoster.Trust(verifier, false),
                Clock.systemUTC());
    }

    /** Its address is not to blame, and no host was asked: that is no attempt. */
    @Test
    void aLookUpThatTakesAllTheTimeIsNoAttempt() throws UnknownHostException {
        InetAddress address = InetAddress.getByName("203.0.113.1");
        HttpsPoster poster = poster(name -> new AddressAnswer.Addresses(List.of(address)));
        assertThat(poster.post(URI.create("https://r.example/in"), new byte[1], Duration.ZERO))
                .isEqualTo(new SubmissionResult.NotTried("dns: the look-up of r.example took all the time", true));
    }

    /** The process stops: that says nothing about the host. */
    @Test
    void anInterruptIsNoAttempt() throws UnknownHostException {
        InetAddress address = InetAddress.getByName("203.0.113.1");
        HttpsPoster poster = poster(
                name -> new AddressAnswer.Addresses(List.of(address)), new MadeSockets(HttpsPosterTest::interrupted));
        assertThat(poster.post(URI.create("https://r.example/in"), new byte[1], Duration.ofMinutes(1)))
                .isEqualTo(new SubmissionResult.NotTried("interrupted"));
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Its thread is interrupted while it connects. */
    private static Socket interrupted() {
        return new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        };
    }

    /** The resolver is that of the deliveries, and sends 100 queries at a time. */
    @Test
    void addressLookUpsLeaveMostQueriesToTheDeliveries() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch answers = new CountDownLatch(1);
        HttpsPoster poster = poster(name -> {
            begun.incrementAndGet();
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new AddressAnswer.Absent();
        });
        List<Thread> posts = new ArrayList<>();
        for (int i = 0; i < POSTS; i++) {
            URI target = URI.create("https://r" + i + ".example/in");
            Thread post = new Thread(() -> {
                var unused = poster.post(target, new byte[1], Duration.ofMinutes(1));
            });
            post.start();
            posts.add(post);
        }
        while (!posts.stream().allMatch(HttpsPosterTest::waitsOrHasEnded)) {
            Thread.onSpinWait();
        }
        int most = begun.get();
        answers.countDown();
        for (Thread post : posts) {
            post.join();
        }
        assertThat(most).isEqualTo(25);
    }

    private static boolean waitsOrHasEnded(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            default -> false;
        };
    }
}
