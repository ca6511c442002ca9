package io.github.mtasts.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.dns.DnsResolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** README.md: its sample is the code that this test runs. */
class ReadmeTest {
    private static final Path MODULE =
            Path.of(System.getProperty("mtasts.root", "../..")).resolve("integrations/micrometer");
    private static final String SOURCE = "src/test/java/io/github/mtasts/micrometer/ReadmeTest.java";

    @Test
    void theSampleShowsTheStates() {
        MeterRegistry registry = new SimpleMeterRegistry();
        InetSocketAddress nameServer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
        PolicyStore store = MemoryPolicyStore.create(1 << 20, Clock.systemUTC());
        // sample:begin
        MtaStsMetrics metrics = new MtaStsMetrics(registry);
        CacheMetrics cacheMetrics = new CacheMetrics(registry);
        DnsResolver dns =
                DnsResolver.builder().server(nameServer).listener(metrics).build();
        DurablePolicyCache cache =
                DurablePolicyCache.over(store).listener(cacheMetrics).build();
        MtaSts mtaSts = MtaSts.builder().cache(cache).dns(dns).listener(metrics).build();
        metrics.bind(mtaSts);
        metrics.bind(dns);
        cacheMetrics.bind(cache);
        // sample:end
        assertThat(registry.get("mta.sts.queue.waiting").gauges()).hasSize(6);
        assertThat(registry.get("mta.sts.dns.waiting").gauge().value()).isZero();
        assertThat(registry.get("mta.sts.cache.store.up").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isEqualTo(1));
        mtaSts.close();
        cache.close();
        dns.close();
    }

    @Test
    void theReadmeHasThatSample() throws IOException {
        String readme = between(Files.readString(MODULE.resolve("README.md")), "```java\n", "```");
        String source = between(Files.readString(MODULE.resolve(SOURCE)), "// sample:begin\n", "// sample:end\n");
        assertThat(readme.replaceAll("\\s", "")).isEqualTo(source.replaceAll("\\s", ""));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
