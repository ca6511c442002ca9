package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Postfix's own client of socketmaps asks the service. Left out where Postfix cannot be had. */
@ExtendWith(TestNetworkExtension.class)
class RealPostfixTest {
    private static final String DOMAIN = "example.test";

    @TempDir
    Path folder;

    private DebianPrograms programs;

    /** What {@code postmap} printed. */
    private record Asked(int status, String text) {}

    @BeforeEach
    void find() throws IOException, InterruptedException {
        Optional<DebianPrograms> found = DebianPrograms.postfix();
        assumeThat(found).as("Postfix cannot be had").isPresent();
        programs = found.get();
        Files.createDirectory(folder.resolve("queue"));
        Files.writeString(folder.resolve("master.cf"), "");
        // Users that every Debian has: nothing runs as them.
        Files.writeString(
                folder.resolve("main.cf"),
                "compatibility_level = 3.6\nqueue_directory = " + folder.resolve("queue")
                        + "\nmail_owner = daemon\nsetgid_group = games\ndefault_privs = nobody\n");
    }

    private Asked ask(String table, String key) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                programs.file("usr/sbin/postmap").toString(), "-c", folder.toString(), "-q", key, "socketmap:" + table);
        builder.environment()
                .put("LD_LIBRARY_PATH", programs.librariesAt(programs.root().toString()));
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Asked(process.waitFor(), text.strip());
    }

    @Test
    void readsEveryKindOfAnswer(TestNetwork net) throws Exception {
        net.publish(DOMAIN, "A1", TestNetwork.policy("enforce", 86_400, "mx1.example.test", "*.example.net"));
        net.publish("waits.test", "A1", TestNetwork.policy("enforce", 86_400, "mx1.waits.test"));
        Files.writeString(folder.resolve("rules"), "waits.test enforce mx2.waits.test\n");
        Path socket = folder.resolve("map.sock");
        try (ServiceRun run = new ServiceRun(folder, net)
                .with("listen = 127.0.0.1:0, unix:" + socket)
                .with("rules.file = rules")
                .start()) {
            String inet = "inet:127.0.0.1:" + run.address().getPort();

            assertThat(ask(inet + ":postfix", DOMAIN))
                    .isEqualTo(new Asked(0, "secure match=mx1.example.test:.example.net servername=hostname"));
            assertThat(ask("unix:" + socket + ":postfix", DOMAIN).status()).isZero();
            assertThat(ask(inet + ":postfix-tlsrpt", DOMAIN).text()).contains("{ policy_string = mode: enforce }");
            assertThat(ask(inet + ":postfix", ".test")).isEqualTo(new Asked(1, ""));
            assertThat(ask(inet + ":postfix", "[192.0.2.1]:25")).isEqualTo(new Asked(1, ""));
            assertThat(ask(inet + ":postfix", "none.test")).isEqualTo(new Asked(1, ""));
            assertThat(ask(inet + ":postfix", "waits.test").text())
                    .contains("query error", "no host satisfies both the policy of waits.test and the rules");
            assertThat(ask(inet + ":smtp", DOMAIN).text()).contains("query error", "there is no map smtp");
        }
    }
}
