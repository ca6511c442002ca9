package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A James without the plugin sends where the plugin must not: so the tests see a mail that goes out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlTest {
    private final Network network = new Network();
    private final James james = network.start(network.home().opportunistic());

    ControlTest() throws IOException, InterruptedException {}

    @BeforeAll
    void started() {
        assertThat(james.queue()).isEmpty();
    }

    @AfterAll
    void end() throws Exception {
        james.close();
        network.close();
    }

    @Test
    void sendsInTheClearUnderEnforce() throws Exception {
        String domain = network.domain("stripped", "enforce", 1);
        MxServer server = network.mx(domain, 1).noStartTls();
        james.submit(Letter.to("stripped-canary", "bob@" + domain));
        assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
        assertThat(server.sawInClear("stripped-canary")).isTrue();
        assertThat(james.settled()).isEmpty();
    }

    @Test
    void sendsToAHostWithAnyCertificate() throws Exception {
        String domain = network.domain("untrusted", "enforce", 1);
        MxServer server = network.mx(domain, 1).certificate(network.kit().ca().untrustedRoot("mx1." + domain));
        james.submit(Letter.to("untrusted-canary", "bob@" + domain, "carol@" + domain));
        assertThat(server.awaitMessages(1, James.PATIENCE)).isTrue();
        assertThat(server.messages().get(0).tls()).isTrue();
        assertThat(server.messages().get(0).recipients()).containsExactly("bob@" + domain, "carol@" + domain);
    }

    @Test
    void bouncesWhatIsRefused() throws Exception {
        String refusing = network.domain("refusing");
        network.mx(refusing, 1).mailReply("550 5.1.1 no");
        james.submit(Letter.to("refused", "bob@" + refusing));
        james.await("bounce", () -> !james.kept("local").isEmpty());
        Known bounce = james.kept("local").get(0);
        assertThat(bounce.recipients()).containsExactly("alice@local.test");
        assertThat(bounce.text("sender")).isEmpty();
    }

    @Test
    void noticesALeak() throws Exception {
        james.leak();
        james.await("the leak in the log", () -> {
            james.leak();
            return !james.leaks().isEmpty();
        });
    }
}
