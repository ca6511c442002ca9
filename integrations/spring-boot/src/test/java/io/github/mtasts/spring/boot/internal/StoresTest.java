package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.faults.RedisProcess;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mail.MailException;

/** Policies are kept where the properties say, and protect mail after a restart, when an attacker blocks DNS and fetch. */
@ExtendWith(TestNetworkExtension.class)
class StoresTest {
    @TempDir
    private Path folder;

    @Test
    void sqlite(TestNetwork net) throws Exception {
        assertProtectsAfterARestart(
                net,
                Boot.in(net, folder)
                        .set(
                                "mta-sts.store.file",
                                folder.resolve("deep/policies.db").toString()));
    }

    @Test
    void redisOfTheApplication(TestNetwork net) throws Exception {
        try (RedisProcess redis = RedisProcess.startedIn(folder)) {
            assertProtectsAfterARestart(
                    net,
                    Boot.in(net, folder)
                            .set("mta-sts.store.type", "redis")
                            .set("spring.data.redis.host", "127.0.0.1")
                            .set("spring.data.redis.port", Integer.toString(redis.port())));
            assertProtectsAfterARestart(
                    net,
                    Boot.in(net, folder)
                            .set("mta-sts.store.type", "redis")
                            .set("mta-sts.store.redis-url", "redis://127.0.0.1:" + redis.port() + "/3"));
        }
    }

    @Test
    void dataSourceOfTheApplication(TestNetwork net) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(5))
                .start()) {
            assertProtectsAfterARestart(
                    net,
                    Boot.in(net, folder)
                            .without("spring.autoconfigure.exclude")
                            .set("spring.datasource.url", server.getJdbcUrl("postgres", "postgres"))
                            .set("mta-sts.store.type", "data-source"));
        }
    }

    @Test
    void memoryForgets(TestNetwork net) throws Exception {
        MxServer mx = Boot.domain(net, "example.com");
        Boot boot = Boot.in(net, folder);
        try (var application = boot.run()) {
            Boot.send(application, "b@example.com");
            assertThat(application.getBean(DurablePolicyCache.class).list(null, 10))
                    .hasSize(1);
        }
        try (var application = boot.run()) {
            assertThat(application.getBean(DurablePolicyCache.class).list(null, 10))
                    .isEmpty();
        }
        assertThat(mx.messages()).hasSize(1);
    }

    private static void assertProtectsAfterARestart(TestNetwork net, Boot boot) {
        String domain = "d" + net.dns().queries().size() + ".example";
        MxServer mx = Boot.domain(net, domain);
        try (var application = boot.run()) {
            Boot.send(application, "b@" + domain);
        }
        assertThat(mx.takeMessages()).hasSize(1);
        mx.clear();
        mx.noStartTls();
        net.dns().servfail("_mta-sts." + domain, "TXT");
        net.policyHost(domain).down();
        try (var application = boot.run()) {
            assertThatThrownBy(() -> Boot.send(application, "b@" + domain))
                    .isInstanceOf(MailException.class)
                    .hasMessageContaining("4.7.5");
            assertThat(application.getBean(DurablePolicyCache.class).list(null, 10))
                    .extracting(row -> row.domain().name())
                    .isEqualTo(List.of(domain));
        }
        assertThat(mx.sawInClear(Boot.BODY)).isFalse();
    }
}
