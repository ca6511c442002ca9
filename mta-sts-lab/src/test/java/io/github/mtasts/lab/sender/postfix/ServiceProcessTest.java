package io.github.mtasts.lab.sender.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.faults.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsAShell() {
        assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
    }

    private static String table(int port) {
        return "socketmap:inet:127.0.0.1:" + port + ":postfix";
    }

    @Test
    void returnsWhenTheServiceAcceptsConnectionsAndEndsItWithItsChildren() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String command = "echo \"$LAB_FOLDER $SSL_CERT_FILE\" >seen; sleep 600 & echo $! >child; wait";

            ServiceProcess service =
                    ServiceProcess.start(command, folder, table(listening.getLocalPort()), ServiceProcess.PATIENCE);

            Path child = folder.resolve("child");
            while (!Files.exists(child) || Files.readString(child).isBlank()) {
                Thread.onSpinWait();
            }
            ProcessHandle sleep = ProcessHandle.of(
                            Long.parseLong(Files.readString(child).strip()))
                    .orElseThrow();
            service.stop();
            sleep.onExit().join();
            assertThat(folder.resolve("seen")).hasContent(folder + " " + folder.resolve("root.pem"));
        }
    }

    @Test
    void saysWhatAServiceSaidThatEnded() throws IOException {
        String table = table(FreePort.choose());

        assertThatThrownBy(() ->
                        ServiceProcess.start("echo the port is taken; exit 3", folder, table, ServiceProcess.PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessage("the policy service ended with status 3: the port is taken");
    }

    @Test
    void saysThatAServiceDoesNotListen() throws IOException {
        String table = table(FreePort.choose());

        assertThatThrownBy(() -> ServiceProcess.start("exec sleep 600", folder, table, Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not accept connections at /127.0.0.1:");
    }

    @Test
    void knowsTheAddressesOfPostfix() throws IOException {
        Path queue = folder.resolve("queue");

        assertThat(ServiceProcess.address("socketmap:inet:127.0.0.1:8461:postfix", queue))
                .isEqualTo(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 8461));
        assertThat(ServiceProcess.address("socketmap:unix:mta-sts/map.sock:postfix", queue))
                .isEqualTo(UnixDomainSocketAddress.of(queue.resolve("mta-sts/map.sock")));
        assertThat(ServiceProcess.address("hash:/etc/postfix/policy", queue)).isNull();
    }
}
