package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.internal.Failures;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.trust.Revocation;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A missing or wrong setting is refused with its name and the remedy. */
class MtaStsBuilderTest {
    private static final PolicyCache CACHE = new PolicyCache() {
        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            return null;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {}
    };

    @Test
    void namesTheMissingCache() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MtaSts.builder().build())
                .withMessage("MtaStsBuilder.cache is not set: pass a PolicyCache, such as one of mta-sts-cache");
    }

    @Test
    void namesContradictorySettings() {
        assertThatIllegalStateException()
                .isThrownBy(() -> complete().fetch(choices -> {}).build())
                .withMessageContainingAll("MtaStsBuilder.fetch and fetcher", "remove fetch");
    }

    @Test
    void namesALimitThatIsNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MtaSts.builder().waitLimit(Duration.ZERO))
                .withMessage("MtaStsBuilder.waitLimit is PT0S: expected a positive time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MtaSts.builder().openingLimit(Duration.ofSeconds(-1)))
                .withMessage("MtaStsBuilder.openingLimit is PT-1S: expected a positive time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeliveryRequest.willRetry("example.com").timeLimit(Duration.ZERO))
                .withMessage("DeliveryRequest.timeLimit is PT0S: expected a positive time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeliveryRequest.willRetry("example.com").ehloName("a b"))
                .withMessageContainingAll("DeliveryRequest.ehloName is \"a b\"", "such as mail.example.com");
    }

    @Test
    void aRequestWithoutAnEhloNameIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DeliveryRequest.willRetry("example.com").build())
                .withMessage(
                        "DeliveryRequest.ehloName is not set: pass the name of this server, such as mail.example.com");
    }

    @Test
    void leavesTheCallersSchedulerRunning() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        MtaSts mtaSts =
                complete().revocation(Revocation.SOFT_FAIL).scheduler(scheduler).build();
        mtaSts.close();
        assertThatNoException().isThrownBy(() -> scheduler.submit(() -> {}).get());
        scheduler.shutdownNow();
    }

    private static MtaStsBuilder complete() {
        FetchResult none = Failures.fetchError(FetchResult.Cause.STATUS, "http-status: 404");
        return MtaSts.builder()
                .cache(CACHE)
                .dns(name -> new TxtAnswer.Absent(Duration.ofMinutes(1)), host -> new AddressAnswer.Absent())
                .fetcher(domain -> none);
    }
}
