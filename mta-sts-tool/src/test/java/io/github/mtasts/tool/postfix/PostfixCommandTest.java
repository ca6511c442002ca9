package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.ChildProcess;
import io.github.mtasts.tool.Main;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** The command line of the service, and the commands at its control socket. */
@ExtendWith(TestNetworkExtension.class)
class PostfixCommandTest {
    private static final String DOMAIN = "example.test";

    @TempDir
    Path folder;

    private ToolRun.Result run(String... arguments) {
        return new ToolRun(folder).run(arguments);
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("p.properties"), text);
    }

    private ToolRun.Result ask(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "postfix";
        all[1] = "--config";
        all[2] = "p.properties";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return run(all);
    }

    @Test
    void printsASampleThatIsAConfiguration() throws ConfigException {
        String sample = run("postfix", "--sample-config").out();

        assertThat(SettingsReader.parse(sample, folder).listen()).hasSize(1);
        String all = sample.lines()
                .map(line -> line.matches("#[a-z]+[.A-Za-z]* =.*") ? line.substring(1) : line)
                .filter(line -> !line.startsWith("store.url"))
                .collect(Collectors.joining("\n"));
        assertThat(all.lines().filter(line -> !line.startsWith("#") && !line.isEmpty()))
                .hasSizeGreaterThan(30);
        try {
            SettingsReader.parse(all, folder);
        } catch (ConfigException e) {
            assertThat(e.faults()).containsExactly("store.user and store.password belong together: set both or none");
        }
    }

    @Test
    void checksAConfigurationWithoutStarting() throws IOException {
        configure("listen = unix:map.sock\n");
        assertThat(ask("--check-config").out()).isEqualTo("p.properties: nothing is wrong\n");

        configure("listen = nowhere\ncolour = blue\n");
        ToolRun.Result wrong = ask("--check-config");
        assertThat(wrong.status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(wrong.err())
                .startsWith("mta-sts: p.properties: line 1: listen is")
                .contains("; line 2: colour is not a setting");
        assertThat(run("postfix", "--config", "missing.properties").status()).isEqualTo(ExitStatus.BROKEN);
    }

    @Test
    void saysThatNoServiceAnswers() throws IOException {
        configure("listen = unix:map.sock\ncontrol.socket = control.sock\n");
        assertThat(ask("check").err()).contains("no service answers at", "start it");
        assertThat(ask("check").status()).isEqualTo(ExitStatus.BROKEN);

        configure("listen = unix:map.sock\ncontrol.socket = none\n");
        assertThat(ask("check").err()).contains("turns the control socket off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "dump", "remove", "refresh", "check", "reload"})
    void explainsEachCommand(String command) {
        assertThat(run("postfix", command, "--help").out()).contains("mta-sts postfix " + command, "--json");
    }

    @Test
    void operatesTheRunningService(TestNetwork net) throws Exception {
        net.publish(DOMAIN, "A1", TestNetwork.policy("enforce", 86_400, "mx1.example.test"));
        Files.writeString(folder.resolve("rules"), "other.test enforce mx.other.test\n");
        try (ServiceRun service = new ServiceRun(folder, net).with("rules.file = rules")) {
            configure(service.text());
            service.start();

            ToolRun.Result query = ask("query", DOMAIN);
            assertThat(query.status()).isEqualTo(ExitStatus.GOOD);
            assertThat(query.out())
                    .contains("domain: example.test\n")
                    .contains("postfix: OK secure match=mx1.example.test servername=hostname\n")
                    .contains("postfix-tlsrpt: OK secure match=mx1.example.test servername=hostname policy_type=sts")
                    .contains("mode: enforce\n", "mx: mx1.example.test\n", "id: A1\n", "expires: ");
            assertThat(ask("query", "--json", DOMAIN).values("id")).containsExactly("A1");
            assertThat(ask("query", "other.test").out()).contains("postfix: OK secure match=mx.other.test");
            assertThat(ask("query", "none.test").out())
                    .contains("postfix: NOTFOUND\n")
                    .doesNotContain("mode");
            assertThat(ask("dump", "--json").values("domain")).containsExactly(DOMAIN);
            assertThat(ask("check").out()).contains("healthy: true");
            assertThat(ask("check", DOMAIN).out()).contains("result: enforce mx [mx1.example.test]");
            assertThat(ask("check", DOMAIN).status()).isEqualTo(ExitStatus.GOOD);
            assertThat(ask("check", "none.test").status()).isEqualTo(ExitStatus.GOOD);
            net.dns().txt("_mta-sts.unfetched.test", "v=STSv1; id=A1;");
            assertThat(ask("check", "unfetched.test").status()).isEqualTo(ExitStatus.UNKNOWN);
            assertThat(ask("refresh", DOMAIN).out()).contains("result: ");
            assertThat(ask("refresh", "none.test").status()).isEqualTo(ExitStatus.UNKNOWN);
            assertThat(ask("reload").out()).contains("name servers, trusted roots, rules");
            assertThat(ask("remove", DOMAIN).status()).isEqualTo(ExitStatus.GOOD);
            ToolRun.Result removed = ask("remove", DOMAIN);
            assertThat(removed.status()).as(removed.err()).isEqualTo(ExitStatus.PROBLEM);
            assertThat(ask("dump").out()).isEmpty();
            assertThat(ask("query", "a.test b.test").err()).contains("is no domain name");
            ToolRun.Result bad = ask("query", "a..b");
            assertThat(bad.status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
            assertThat(bad.err()).contains("is no domain name");
            ControlClientProbe.unknownCommandIsRefused(folder.resolve("control.sock"));

            service.with("rules.file = missing");
            ToolRun.Result refused = ask("reload");
            assertThat(refused.status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
            assertThat(refused.err()).contains("rules.file: ");
        }
        assertThat(folder.resolve("control.sock")).doesNotExist();
    }

    @Test
    void runsUntilItIsEnded(TestNetwork net) throws Exception {
        configure("listen = unix:map.sock\nstore = memory\ncontrol.socket = control.sock\ndns.servers = 127.0.0.1:"
                + net.dns().address().getPort() + "\n");
        AtomicReference<ToolRun.Result> result = new AtomicReference<>();
        Thread service = new Thread(() -> result.set(ask()));
        service.start();
        while (service.isAlive() && !ask("check").out().contains("healthy: true")) {
            Thread.onSpinWait();
        }
        assertThat(service.isAlive()).as(() -> "ended: " + result.get()).isTrue();
        try (SocketmapClient client = new SocketmapClient(folder.resolve("map.sock"))) {
            assertThat(client.ask("postfix .test")).isEqualTo("NOTFOUND ");
        }
        service.interrupt();
        service.join();
        assertThat(result.get()).extracting(ToolRun.Result::status).isEqualTo(ExitStatus.GOOD);
        assertThat(folder.resolve("map.sock")).doesNotExist();
    }

    /** In a process of its own: SIGHUP reloads, SIGTERM ends it with status 0. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void obeysSignals() throws Exception {
        assumeThat(ChildProcess.ignoresHangups())
                .as("this JVM was started so that its children ignore SIGHUP, as by nohup")
                .isFalse();
        configure("listen = unix:" + folder.resolve("map.sock") + "\nstore = memory\ndns.servers = 127.0.0.1:1\n"
                + "control.socket = none\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "postfix",
                        "--config",
                        folder.resolve("p.properties").toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            awaitLine(log, "Answers at");
            kill("-HUP", process);
            awaitLine(log, "name servers, trusted roots, rules and lookup settings are those of the file now");
            configure("nonsense");
            kill("-HUP", process);
            awaitLine(log, "Nothing was reloaded: ");
            kill("-TERM", process);
            assertThat(process.waitFor()).isZero();
            assertThat(folder.resolve("map.sock")).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }

    /** As systemd does it: the listening socket is standard input, and its file stays when the service ends. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void takesTheSocketThatItInherits() throws Exception {
        Path socket = folder.resolve("inherited.sock");
        configure("listen = inherited\nstore = memory\ndns.servers = 127.0.0.1:1\ncontrol.socket = none\n");
        Process process;
        try {
            process = new ProcessBuilder(
                            "python3",
                            "-c",
                            """
                            import os, socket, sys
                            s = socket.socket(socket.AF_UNIX)
                            s.bind(sys.argv[1])
                            s.listen()
                            os.dup2(s.fileno(), 0)
                            os.execvp(sys.argv[2], sys.argv[2:])
                            """,
                            socket.toString(),
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "postfix",
                            "--config",
                            folder.resolve("p.properties").toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new TestAbortedException("no python3 hands over a socket here", e);
        }
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            awaitLine(log, "Answers at");
            try (SocketmapClient client = new SocketmapClient(socket)) {
                assertThat(client.ask("postfix .test")).isEqualTo("NOTFOUND ");
            }
            kill("-TERM", process);
            assertThat(process.waitFor()).isZero();
            assertThat(socket).exists();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitLine(BufferedReader log, String part) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains(part)) {
                return;
            }
            before.append(line).append('\n');
        }
        throw new IOException("the process ended without \"" + part + "\": " + before);
    }

    private static void kill(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }
}
