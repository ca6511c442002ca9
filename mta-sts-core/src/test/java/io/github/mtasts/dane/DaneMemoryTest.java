package io.github.mtasts.dane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.LookupFault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long the states of hosts are kept, and how many. */
class DaneMemoryTest {
    private static final int FULL = 10_000;
    private static final HostDane STATE = TlsaSamples.records("mx.example", true);

    private final AtomicLong nanos = new AtomicLong();
    private final DaneMemory memory = new DaneMemory(nanos::get);

    private static DaneQuestion question(int number) {
        return new DaneQuestion("example", "mx" + number + ".example", 25, false);
    }

    @Test
    void keepsAStateForItsTtlAndNoLonger() {
        memory.put(question(1), STATE, Duration.ofSeconds(30));
        nanos.set(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(memory.get(question(1))).isSameAs(STATE);
        nanos.incrementAndGet();
        assertThat(memory.get(question(1))).isNull();
        memory.put(question(1), STATE, Duration.ofSeconds(30));
        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(memory.get(question(1))).as("from its own time on").isSameAs(STATE);
    }

    @Test
    void keepsNothingWithoutATtl() {
        memory.put(question(1), STATE, Duration.ZERO);
        memory.put(question(2), STATE, Duration.ofSeconds(-1));
        assertThat(memory.size()).isZero();
    }

    @Test
    void aFullMemoryDropsWhatIsOverBeforeAnythingElse() {
        for (int i = 0; i < FULL - 1; i++) {
            memory.put(question(i), STATE, Duration.ofSeconds(10));
        }
        nanos.set(Duration.ofSeconds(10).toNanos());
        memory.put(question(FULL), STATE, Duration.ofSeconds(10));
        assertThat(memory.size()).as("not yet full").isEqualTo(FULL);
        memory.put(question(FULL + 1), STATE, Duration.ofSeconds(10));
        assertThat(memory.size()).isEqualTo(2);
        assertThat(memory.get(question(FULL))).isSameAs(STATE);
    }

    @Test
    void aMemoryFullOfWhatHoldsBeginsAgain() {
        for (int i = 0; i <= FULL; i++) {
            memory.put(question(i), STATE, Duration.ofSeconds(10));
        }
        assertThat(memory.size()).isEqualTo(1);
        assertThat(memory.get(question(FULL))).isSameAs(STATE);
    }

    /** The texts are those of the log and of the reports. */
    @Test
    void eachStateNamesItsBaseAndSaysWhatItIs() {
        HostDane signed = TlsaSamples.records("mx.example", true);
        HostDane unsigned = TlsaSamples.records("mx.example", false);
        HostDane unusable = TlsaSamples.unusable("mx.example");
        HostDane unknown = new HostDane.Unknown("mx.example", "SERVFAIL", LookupFault.DOMAIN, true);
        assertThat(signed.tlsaBase()).isEqualTo("mx.example");
        assertThat(unusable.tlsaBase()).isEqualTo("mx.example");
        assertThat(unknown.tlsaBase()).isNull();
        assertThat(new HostDane.None("not signed").tlsaBase()).isNull();
        assertThat(signed).asString().endsWith(" at mx.example");
        assertThat(unsigned).asString().endsWith(" at mx.example, MX records not signed");
        assertThat(unusable).asString().endsWith(" at mx.example");
        assertThat(unknown).hasToString("TLSA records unknown: SERVFAIL");
        assertThat(new HostDane.None("not signed")).hasToString("no DANE: not signed");
        assertThat(new HostDane.Unreachable("mx.example")).hasToString("mx.example has no address");
    }
}
