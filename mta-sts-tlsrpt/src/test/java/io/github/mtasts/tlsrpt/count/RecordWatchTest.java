package io.github.mtasts.tlsrpt.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.count.RecordWatch.Answer;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Look-ups run on the calling thread here. */
class RecordWatchTest {
    private final TestClock clock = new TestClock(Instant.parse("2024-03-01T12:00:00Z"));
    private final Map<PolicyDomain, Integer> lookups = new HashMap<>();
    private final Set<PolicyDomain> unwanted = new HashSet<>();

    private RecordWatch watch(TlsRptDiscoveryResult result) {
        return new RecordWatch(
                domain -> {
                    lookups.merge(domain, 1, Integer::sum);
                    return result;
                },
                Runnable::run,
                clock,
                new RecordWatch.Listener() {
                    @Override
                    public void found(PolicyDomain domain, Set<String> destinations) {}

                    @Override
                    public void unwanted(PolicyDomain domain) {
                        unwanted.add(domain);
                    }
                });
    }

    private static PolicyDomain domain(int i) {
        return PolicyDomain.of("d" + i + ".example");
    }

    @Test
    void theNumberOfKnownDomainsIsBounded() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.Absent(Duration.ofHours(1)));
        for (int i = 0; i <= RecordWatch.MAX_DOMAINS; i++) {
            watch.ask(domain(i));
        }
        assertThat(watch.ask(domain(1))).as("kept").isEqualTo(Answer.UNWANTED);
        assertThat(watch.ask(domain(0))).as("forgotten, and looked up again").isEqualTo(Answer.UNKNOWN);
        assertThat(lookups).containsEntry(domain(0), 2).containsEntry(domain(1), 1);
    }

    /** An invalid record counts as none (D18). */
    @Test
    void anInvalidRecordAsksForNoReports() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.Invalid("no rua", Duration.ofHours(1)));
        watch.ask(domain(1));
        assertThat(watch.ask(domain(1))).isEqualTo(Answer.UNWANTED);
        assertThat(unwanted).containsExactly(domain(1));
    }

    @Test
    void aFailedLookUpIsRepeatedAfterAMinute() {
        RecordWatch watch = watch(new TlsRptDiscoveryResult.TemporaryFailure("timeout"));
        for (int i = 0; i < 3; i++) {
            assertThat(watch.ask(domain(1))).isEqualTo(Answer.UNKNOWN);
        }
        assertThat(lookups).containsEntry(domain(1), 1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(watch.ask(domain(1))).isEqualTo(Answer.UNKNOWN);
        assertThat(lookups).containsEntry(domain(1), 2);
        assertThat(unwanted).isEmpty();
    }
}
