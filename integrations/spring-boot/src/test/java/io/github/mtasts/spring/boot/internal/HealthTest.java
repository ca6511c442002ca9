package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.spring.boot.MtaStsCustomizer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.testkit.TestScheduler;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The health over HTTP tells faults of this application from those of others, and recovers with their cause. */
@ExtendWith(TestNetworkExtension.class)
class HealthTest {
    @TempDir
    private Path folder;

    /** A DataSource whose server can be unreachable. */
    private static final class Line extends DelegatingDataSource {
        private volatile boolean cut;

        Line(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (cut) {
                throw new SQLException("connection refused", "08001");
            }
            return super.getConnection();
        }
    }

    @Test
    void isUpWithTheStoreInItsDetails(TestNetwork net) throws Exception {
        Boot boot = Boot.in(net, folder)
                .set("mta-sts.store.file", folder.resolve("policies.db").toString());
        try (var application = boot.overHttp().run()) {
            assertThat(health(application)).contains("\"status\":\"UP\"", "\"store\":\"sqlite\"");
            assertThat(Boot.get(application, "health")).startsWith("{").contains("\"mtaSts\"");
        }
    }

    @Test
    void canBeLeftOut(TestNetwork net) throws Exception {
        Boot boot = Boot.in(net, folder).set("management.health.mta-sts.enabled", "false");
        try (var application = boot.overHttp().run()) {
            assertThat(Boot.get(application, "health")).doesNotContain("mtaSts");
        }
    }

    @Test
    void aStoreThatFailsIsDownUntilItWorksAgain(TestNetwork net) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(5))
                .start()) {
            Line line = new Line(server.getPostgresDatabase());
            Boot boot = Boot.in(net, folder)
                    .bean("dataSource", line)
                    .set("management.health.db.enabled", "false")
                    .set("mta-sts.store.type", "data-source")
                    .set("mta-sts.reporting.enabled", "true")
                    .set("mta-sts.reporting.mail", "none")
                    .set("mta-sts.reporting.organization", "Sender Ltd")
                    .set("mta-sts.reporting.contact", "tls-reports@sender.example");
            try (var application = boot.overHttp().run()) {
                assertThat(health(application)).contains("\"status\":\"UP\"", "\"store\":\"data-source\"");
                line.cut = true;
                assertThat(health(application)).contains("\"status\":\"DOWN\"", "storeFault", "reportStoreFault");
                assertThat(Boot.http(application, "GET", "health", "").statusCode())
                        .isEqualTo(503);

                Boot.domain(net, "example.com"); // mail goes on
                Boot.send(application, "b@example.com");

                line.cut = false;
                Await.until(() -> health(application).contains("\"status\":\"UP\""));
                assertThat(health(application)).doesNotContain("Fault");
            }
        }
    }

    /** Runs the refreshes of the test's own clock. */
    private record Refreshes(TestScheduler scheduler) implements MtaStsCustomizer {
        @Override
        public void customize(ProactiveRefresh.Builder builder) {
            builder.scheduler(scheduler);
        }
    }

    @Test
    void aPolicyThatCannotBeRefreshedIsAWarningUntilItWasFetchedAgain(TestNetwork net) throws Exception {
        MxServer mx = Boot.domain(net, "example.com");
        TestScheduler scheduler = new TestScheduler(net.clock());
        Boot boot = Boot.in(net, folder).bean("refreshes", new Refreshes(scheduler));
        try (var application = boot.overHttp().run()) {
            Boot.send(application, "b@example.com");
            assertThat(mx.messages()).hasSize(1);
            net.policyHost("example.com").down();
            net.clock().advance(Duration.ofDays(3));
            Await.until(() -> {
                scheduler.runDue();
                return health(application).contains("\"status\":\"WARNING\"");
            });
            assertThat(health(application)).contains("\"refreshFailing\":1", "example.com until ");
            assertThat(Boot.http(application, "GET", "health", "").statusCode())
                    .as("a stranger's domain does not take the application out of service")
                    .isEqualTo(200);

            net.policyHost("example.com").up();
            Await.until(() -> {
                net.clock().advance(Duration.ofMinutes(10));
                scheduler.runDue();
                return health(application).contains("\"status\":\"UP\"");
            });
        }
    }

    @Test
    void reportsThatAreNotSentAreAWarning(TestNetwork net) throws Exception {
        Boot boot = Boot.in(net, folder)
                .set("mta-sts.store.file", folder.resolve("policies.db").toString())
                .set("mta-sts.reporting.enabled", "true")
                .set("mta-sts.reporting.mail", "none")
                .set("mta-sts.reporting.organization", "Sender Ltd")
                .set("mta-sts.reporting.contact", "tls-reports@sender.example");
        try (var application = boot.overHttp().run()) {
            ReportingState state = application.getBean(ReportingState.class);
            state.sendingStopped("550 no");
            assertThat(health(application)).contains("\"status\":\"WARNING\"", "\"reportsStopped\":\"550 no\"");
            state.sendingResumed();
            assertThat(health(application)).contains("\"status\":\"UP\"");
            state.storeFailed(new StoreException(StoreException.Kind.FULL, "The disk is full.", null));
            assertThat(health(application)).contains("\"status\":\"DOWN\"", "The disk is full.");
            state.storeRecovered();
            assertThat(health(application)).contains("\"status\":\"UP\"");
            state.keyDoubted("the key record is missing");
            assertThat(health(application)).contains("\"status\":\"WARNING\"", "\"dkimKey\":");
        }
    }

    private static String health(ConfigurableApplicationContext application) throws Exception {
        return Boot.get(application, "health/mtaSts");
    }
}
