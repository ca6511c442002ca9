package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Look-ups for event loops: the same answers, from another thread. */
class MxLookupAsyncTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final MxHost HOST = MxHost.of("mx1.example.com");
    private static final Executor REFUSES = task -> {
        throw new RejectedExecutionException();
    };

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final MxLookup lookup = new MxLookup(
            domain -> new MxAnswer.Records(
                    List.of(new MxAnswer.Mx(20, "mx2.example.com"), new MxAnswer.Mx(10, "mx1.example.com"))),
            host -> new AddressAnswer.Addresses(List.of(InetAddress.getLoopbackAddress())),
            Set.of(),
            new Random(1));
    private final MxLookup broken = new MxLookup(
            domain -> {
                throw new IllegalStateException("no resolver");
            },
            host -> {
                throw new IllegalStateException("no resolver");
            },
            Set.of());

    @Test
    void asksOnTheExecutorAlone() {
        CompletableFuture<MxLookupResult> hosts = lookup.lookupAsync(DOMAIN, waiting::add);
        CompletableFuture<AddressAnswer> addresses = lookup.addressesAsync(HOST, waiting::add);
        assertThat(hosts).isNotDone();
        assertThat(addresses).isNotDone();
        waiting.forEach(Runnable::run);
        assertThat(hosts).isCompletedWithValue(lookup.lookup(DOMAIN));
        assertThat(addresses).isCompletedWithValue(lookup.addresses(HOST));
    }

    @Test
    void aRefusedQuestionIsOurOwnFailure() {
        assertThat(lookup.lookupAsync(DOMAIN, REFUSES).join())
                .isInstanceOfSatisfying(MxLookupResult.TemporaryFailure.class, failed -> {
                    assertThat(failed.fault()).isEqualTo(LookupFault.NOT_ASKED);
                    assertThat(failed.reason()).contains("refused");
                });
        assertThat(lookup.addressesAsync(HOST, REFUSES).join())
                .isInstanceOfSatisfying(
                        AddressAnswer.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(LookupFault.NOT_ASKED));
    }

    /** As a thread pool does where the system has no further thread. */
    @Test
    void anExecutorThatThrowsIsOurOwnFailure() {
        Executor throwing = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        assertThat(lookup.lookupAsync(DOMAIN, throwing).join())
                .isInstanceOfSatisfying(MxLookupResult.TemporaryFailure.class, failed -> {
                    assertThat(failed.fault()).isEqualTo(LookupFault.NOT_ASKED);
                    assertThat(failed.reason()).contains("unable to create native thread");
                });
        assertThat(lookup.addressesAsync(HOST, throwing).join())
                .isInstanceOfSatisfying(
                        AddressAnswer.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(LookupFault.NOT_ASKED));
    }

    @Test
    void aResolverThatThrowsIsOurOwnFailure() {
        assertThat(broken.lookupAsync(DOMAIN, Runnable::run).join())
                .isInstanceOfSatisfying(MxLookupResult.TemporaryFailure.class, failed -> {
                    assertThat(failed.fault()).isEqualTo(LookupFault.NOT_ASKED);
                    assertThat(failed.reason()).contains("no resolver");
                });
        assertThat(broken.addressesAsync(HOST, Runnable::run).join())
                .isInstanceOfSatisfying(
                        AddressAnswer.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no resolver"));
    }
}
