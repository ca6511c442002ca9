package io.github.mtasts.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.sender.naive.NaiveSender;
import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SenderKindTest {
    private static final SenderKind NAIVE = NaiveSender.kind();

    @TempDir
    private Path folder;

    private static void isNaiveOtherwise(SenderKind kind) {
        assertThat(kind.name()).isEqualTo(NAIVE.name());
        assertThat(kind.abilities()).isEqualTo(NAIVE.abilities());
        assertThat(kind.rememberedDomains()).isEqualTo(NAIVE.rememberedDomains());
    }

    @Test
    void hasMorePatienceOnDemand() {
        SenderKind patient = NAIVE.withPatience(Duration.ofMinutes(6));
        assertThat(patient.patience()).isEqualTo(Duration.ofMinutes(6));
        assertThat(patient.concurrency()).isEqualTo(NAIVE.concurrency());
        try (TestNetwork net = patient.network()) {
            assertThat(net.isVirtual()).isTrue();
        }
        isNaiveOtherwise(patient);
    }

    @Test
    void oneNetworkAtATimeIsAtRealAddresses() throws Exception {
        SenderKind atHome = NAIVE.withPatience(Duration.ofSeconds(7))
                .at(RealAddresses.onFreePorts(InetAddress.getLoopbackAddress()));
        assertThat(atHome.concurrency()).isOne();
        assertThat(atHome.patience()).isEqualTo(Duration.ofSeconds(7));
        for (int trial = 0; trial < 2; trial++) {
            try (TestNetwork net = atHome.network();
                    Sender sender = atHome.start(net, folder)) {
                assertThat(net.isVirtual()).isFalse();
                assertThat(sender).isInstanceOf(NaiveSender.class);
            }
        }
        isNaiveOtherwise(atHome);
    }
}
