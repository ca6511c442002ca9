package io.github.mtasts.embeddings;

import io.github.mtasts.testkit.TestNetwork;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A recipient domain of the soak: one mode, and two MX hosts, the second of which works. One thread at a time uses it. */
final class SoakDomain {
    /** The policy of a domain. */
    enum Mode {
        ENFORCE,
        TESTING,
        NONE,
        NO_POLICY;

        boolean isJudged() {
            return this == ENFORCE || this == TESTING;
        }
    }

    private final Mode mode;
    private final SoakHost first;
    private final SoakHost second;
    private final AtomicInteger told = new AtomicInteger();
    private int expected;

    SoakDomain(Mode mode, SoakHost first, SoakHost second) {
        this.mode = mode;
        this.first = first;
        this.second = second;
    }

    String name() {
        return (first.name() + "." + mode + ".example").toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Mode mode() {
        return mode;
    }

    /** The hosts in the order of the MX records. */
    List<SoakHost> hosts() {
        return List.of(first, second);
    }

    void publish(TestNetwork net) {
        if (mode != Mode.NO_POLICY) {
            String[] patterns = hosts().stream()
                    .filter(host -> host != SoakHost.NOT_IN_THE_POLICY)
                    .map(SoakHost::hostName)
                    .toArray(String[]::new);
            net.publish(name(), "1", TestNetwork.policy(mode.name().toLowerCase(Locale.ROOT), 604_800, patterns));
        }
    }

    void told() {
        told.incrementAndGet();
    }

    void expect(int outcomes) {
        expected += outcomes;
    }

    int expected() {
        return expected;
    }

    int counted() {
        return told.get();
    }
}
