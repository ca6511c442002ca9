package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.faults.RedisProcess;
import io.github.mtasts.testkit.MxServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies in a server that several James share: case 12 with the other two stores. */
@Tag("slow")
class SharedStoresTest {
    @TempDir
    private Path folder;

    @Test
    void aPolicyInPostgresqlHoldsInAnotherJames() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setPGStartupWait(Duration.ofMinutes(2))
                .start()) {
            holdsInAnotherJames(Map.of(
                    "store", "postgresql",
                    "store.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
                    "store.user", "postgres",
                    "store.password", "any",
                    "reporting.enabled", "true",
                    "reporting.organization", "Acceptance Tests",
                    "reporting.contact", "tls@local.test"));
        }
    }

    @Test
    void aPolicyInRedisHoldsInAnotherJames() throws Exception {
        try (RedisProcess redis = RedisProcess.startedIn(folder)) {
            holdsInAnotherJames(Map.of("store", "redis", "store.url", "redis://127.0.0.1:" + redis.port()));
        }
    }

    private static JamesHome configured(JamesHome home, Map<String, String> settings) {
        settings.forEach(home::setting);
        return home.option("delayTime", "5 minutes, 20*2 hours");
    }

    private static void holdsInAnotherJames(Map<String, String> settings) throws Exception {
        try (Network network = new Network()) {
            String domain = network.domain("shared", "enforce", 1);
            MxServer server = network.mx(domain, 1);
            try (James james = network.start(configured(network.home("first"), settings))) {
                james.submit(Letter.to("shared", "bob@" + domain));
                assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
                assertThat(james.settled()).isEmpty();
                james.await(
                        "the policy in the store",
                        () -> james.health().getProperty("MTA-STS").startsWith("HEALTHY"));
                james.stop();
            }
            server.noStartTls().dropConnections();
            network.kit().dns().silent("_mta-sts." + domain).servfail("mta-sts." + domain);
            try (James james = network.start(configured(network.home("second"), settings))) {
                String name = james.submit(Letter.to("other", "bob@" + domain)) + "-to-" + domain;
                assertThat(james.deferred(name, 1).attribute("delivery-error")).containsPattern("4\\.7\\.\\d");
                assertThat(server.sawInClear("MAIL FROM")).isFalse();
                james.stop();
            }
        }
    }
}
