package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What operators see: case 15. */
class HealthTest extends Deliveries {
    private static final String CHECK = "MTA-STS";
    private static final int HOUR = 3600;

    HealthTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.option("delayTime", "5 minutes").setting("refresh.every", "1h");
    }

    @Test
    void isDegradedWhileARefreshFailsNearTheEndAndRecovers() throws Exception {
        String domain = network().domain("expiring");
        String host = network().mx(domain, 1).name();
        network().kit().publish(domain, "1", TestNetwork.policy("enforce", 86_400, host));
        deliversTo(domain);
        assertThat(james().health().getProperty(CHECK)).startsWith("HEALTHY");
        network().kit().policyHost(domain).unreachable();
        putOn(20);
        awaitHealth("DEGRADED");
        assertThat(james().health().getProperty(CHECK)).contains(domain);
        network().kit().policyHost(domain).reachable();
        putOn(22); // within the last day of the policy, and past the wait after a failure
        awaitHealth("HEALTHY");
    }

    private void putOn(int hours) {
        james().property("testkit.clock.seconds", String.valueOf(hours * HOUR));
    }

    private void awaitHealth(String status) throws InterruptedException {
        james().await(
                        status,
                        () -> james().health().getProperty(CHECK).startsWith(status),
                        () -> String.valueOf(james().health()));
    }

    /** Another process that holds the file, a full disk, a file system that was mounted read-only: nothing can be written. */
    @Test
    void isDegradedWhileTheStoreCannotBeWrittenAndMailGoesOn() throws Exception {
        Path file = james().home().folder().resolve("var").resolve("mta-sts.db");
        String domain = network().domain("unwritten", "enforce", 1);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            deliversTo(domain);
            assertThat(james().settled()).isEmpty();
            network().mx(domain, 1).noStartTls().dropConnections();
            String canary = canary();
            heldBack(send(canary, domain), canary, 1, network().mx(domain, 1));
            awaitHealth("DEGRADED");
            statement.execute("ROLLBACK");
        }
        deliversTo(network().domain("written", "enforce", 1));
        awaitHealth("HEALTHY");
    }

    @Test
    void metricsRise() throws Exception {
        Properties before = james().metrics();
        String domain = network().domain("counted", "enforce", 1);
        deliversTo(domain);
        for (String name : new String[] {"outgoingMails", "RemoteDeliveryTrial", "mtaSts.sessions.sts.success"}) {
            // The trial is counted after the mail is done.
            james().await(
                            name,
                            () -> count(james().metrics(), name) > count(before, name),
                            () -> james().metrics().toString());
        }
        // The log and the audit trail name the mail, in James' fields.
        assertThat(james().log())
                .anyMatch(line -> line.contains("AuditTrail")
                        && line.contains("Mail delivered to another server.")
                        && line.contains("recipient=bob@" + domain)
                        && line.contains("host=mx1." + domain)
                        && line.contains("tls="))
                .anyMatch(line -> line.contains("james.Outbound")
                        && line.contains("mail=")
                        && line.contains("recipients=[bob@" + domain + "]")
                        && line.contains("sender=alice@local.test"));
    }

    private static long count(Properties metrics, String name) {
        return Long.parseLong(metrics.getProperty(name, "0"));
    }
}
