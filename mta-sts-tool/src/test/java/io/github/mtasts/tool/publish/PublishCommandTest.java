package io.github.mtasts.tool.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.tool.ChildProcess;
import io.github.mtasts.tool.RunningService;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishCommandTest {
    private static final String GOOD = "version: STSv1\nmode: enforce\nmx: mx.a.test\nmax_age: 2592000\n";
    private static final String CONFIG =
            "listen=127.0.0.1:0\npolicies=policies\nstate=state\ncertificates=certificates\nstatus=127.0.0.1:0\n";

    @TempDir
    Path folder;

    @BeforeEach
    void policy() throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(folder.resolve("policies/a.test.txt"), GOOD);
        Files.writeString(folder.resolve("publish.properties"), CONFIG);
    }

    @Test
    void printsTheRecordsAndChecksWithoutWritingAnything() throws IOException {
        ToolRun tool = new ToolRun(folder);

        ToolRun.Result records = tool.run("publish", "--config", "publish.properties", "--records");
        assertThat(records.out()).matches("_mta-sts\\.a\\.test\\. IN TXT \"v=STSv1; id=[0-9a-f]{32};\"\\R");
        assertThat(tool.run("publish", "--config", "publish.properties", "--records", "--json")
                        .values("domain"))
                .containsExactly("a.test");
        ToolRun.Result good = tool.run("publish", "--config", "publish.properties", "--check");
        assertThat(good.status()).isEqualTo(ExitStatus.GOOD);
        assertThat(good.out()).startsWith("1 policies, 0 faults");
        Files.writeString(folder.resolve("policies/b.test.txt"), "nothing");
        ToolRun.Result bad = tool.run("publish", "--config", "publish.properties", "--check", "--json");
        assertThat(bad.status()).isEqualTo(ExitStatus.PROBLEM);
        assertThat(bad.out()).contains("b.test.txt is refused");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "listen=127.0.0.1:0,listen=localhost:0,is not an IP address with a port",
        "listen=127.0.0.1:0,#,listen is missing",
        "policies=policies,policies=nowhere,policies is not a folder",
        "state=state,#,state is missing",
        "certificates=certificates,#,either certificates or acme.directory",
        "status=127.0.0.1:0,status=0.0.0.0:80,status is not one loopback address",
        "status=127.0.0.1:0,proxied=yes,proxied is neither true nor false",
        "status=127.0.0.1:0,polices=x,polices is no setting",
        "certificates=certificates,acme.directory=https://ca.test/dir,acme.terms-agreed is not true",
        "certificates=certificates,'acme.directory=http://ca.test/dir\nacme.terms-agreed=true',not an https URL",
        "certificates=certificates,'acme.directory=https://ca.test/dir\nacme.challenge=dns-01',neither tls-alpn-01 nor",
        "certificates=certificates,'acme.directory=https://ca.test/dir\nacme.challenge=http-01',acme.http-listen goes",
        "certificates=certificates,'acme.directory=https://ca.test/dir\nacme.eab-key-id=k',acme.eab-key-file goes with",
        "certificates=certificates,'acme.directory=https://ca.test/dir\nacme.eab-key-file=k',acme.eab-key-id goes with",
        "certificates=certificates,'acme.directory=https://ca.test/dir\nacme.eab-key-id=k\nacme.eab-key-file=gone',is no file that can be read",
        "certificates=certificates,'acme.directory=https://ca.test/dir\nacme.eab-key-id=k\nacme.eab-key-file=publish.properties',does not hold one key",
        "status=127.0.0.1:0,acme.eab-key-id=k,acme.eab-key-id goes with acme.directory",
    })
    void namesWhatIsWrongWithTheConfiguration(String line, String instead, String fault) throws IOException {
        Files.writeString(folder.resolve("publish.properties"), CONFIG.replace(line, instead.replace("\\n", "\n")));

        ToolRun.Result result = new ToolRun(folder).run("publish", "--config", "publish.properties", "--check");

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(result.err()).contains("publish.properties: ").contains(fault);
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void namesTheLineOfEachFault() throws IOException {
        Path file = folder.resolve("publish.properties");
        String text = """
                # of Windows
                listen = 127.0.0.1:0, \\
                  127.0.0.1:x
                policies=policies

                state=a\\u0000b
                polices=x
                policies=y
                proxied=\\u12
                certificates=certificates
                """;
        Files.writeString(file, "\uFEFF" + text.replace("\n", "\r\n"));
        ToolRun.Result result = new ToolRun(folder).run("publish", "--config", "publish.properties", "--check");

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(result.err())
                .contains(
                        "line 2: listen: '127.0.0.1:x' is not",
                        "line 6: state is no path",
                        "line 7: polices is no setting",
                        "line 8: policies is set in line 4 already",
                        "line 9: Malformed");
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void readsAConfigurationOfWindows() throws IOException {
        Files.writeString(folder.resolve("publish.properties"), "\uFEFF" + CONFIG.replace("\n", "\r\n"));

        ToolRun.Result result = new ToolRun(folder).run("publish", "--config", "publish.properties", "--check");

        assertThat(result.status()).as(result.err()).isEqualTo(ExitStatus.GOOD);
    }

    @Test
    void saysWhatIsNoConfiguration() throws IOException {
        ToolRun tool = new ToolRun(folder);
        assertThat(tool.run("publish", "--config", "policies").err())
                .isEqualTo("mta-sts: " + folder.resolve("policies") + ": it is a folder: name the file in it"
                        + System.lineSeparator());
        Files.write(folder.resolve("latin1"), new byte[] {'#', (byte) 0xe4});
        assertThat(tool.run("publish", "--config", "latin1").err()).contains("latin1: it is not in UTF-8: save it");
    }

    @Test
    void saysThatThereIsNoConfiguration() {
        ToolRun.Result result = new ToolRun(folder).run("publish", "--config", "nowhere");

        assertThat(result.status()).isEqualTo(ExitStatus.BROKEN);
        assertThat(result.err()).contains("nowhere does not exist");
    }

    @Test
    void servesUntilItsThreadIsInterrupted() throws Exception {
        RunningService service = new RunningService(folder, "publish", "--json", "--config", "publish.properties");
        service.out().await("\"listening\"", 2);
        service.out().await("\"record-waits\"", 1);

        assertThat(service.stop()).isEqualTo(ExitStatus.GOOD);
        assertThat(service.out().toString()).contains("\"stopping\"");
    }

    @Test
    void stopsWhenItIsAsked() throws Exception {
        try (ChildProcess service = ChildProcess.start(folder, "publish", "--config", "publish.properties")) {
            service.await("listening at 127.0.0.1:");
            assertThat(service.stop()).isEqualTo(ExitStatus.GOOD);
            assertThat(service.await("stopping")).contains("stopping at 2 addresses");
        }
    }

    /** It has no configuration that it could read again. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void stopsWhenItsTerminalIsClosed() throws Exception {
        assumeThat(ChildProcess.ignoresHangups())
                .as("this JVM was started so that its children ignore SIGHUP, as by nohup")
                .isFalse();
        try (ChildProcess service = ChildProcess.start(folder, "publish", "--config", "publish.properties")) {
            service.await("listening at 127.0.0.1:");
            assertThat(service.hangUp()).isEqualTo(ExitStatus.GOOD);
            assertThat(service.await("stopping")).contains("stopping at 2 addresses");
        }
    }

    @Test
    void saysWhereItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    folder.resolve("publish.properties"),
                    CONFIG.replace("listen=127.0.0.1:0", "listen=127.0.0.1:" + taken.getLocalPort()));

            ToolRun.Result result = new ToolRun(folder).run("publish", "--config", "publish.properties");

            assertThat(result.status()).isEqualTo(ExitStatus.BROKEN);
            assertThat(result.err()).contains("cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
    }
}
