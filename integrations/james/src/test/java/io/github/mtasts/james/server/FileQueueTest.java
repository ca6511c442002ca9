package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tests' own mail queue keeps what James had in work when it was killed, with all that James knows of it. */
class FileQueueTest {
    @Test
    void losesNothingWhenKilled() throws Exception {
        try (Network network = new Network()) {
            String silent = network.domain("silent");
            String name;
            try (James james = network.start(network.home().opportunistic())) {
                network.mx(silent, 1).silentGreeting();
                name = james.submit(Letter.to("kept", "bob@" + silent).attribute("colour", "blue"));
                james.await("attempt", () -> !network.mx(silent, 1).sessions().isEmpty());
                james.await("the end in the spool", () -> james.inWork("spool") == 0);
                james.kill();
            }
            network.mx(silent, 1).reset().mailReply("450 4.2.0 later");
            try (James again = network.start(network.home().opportunistic())) {
                Known waiting = again.deferred(name + "-to-" + silent, 0);
                assertThat(waiting.attribute("colour")).contains("blue");
                assertThat(waiting.recipients()).containsExactly("bob@" + silent);
                assertThat(waiting.delaySeconds()).isPositive();
                network.mx(silent, 1).reset();
                again.flush();
                assertThat(network.mx(silent, 1).awaitMessages(1, James.PATIENCE))
                        .isTrue();
                assertThat(again.settled()).isEmpty();
            }
        }
    }
}
