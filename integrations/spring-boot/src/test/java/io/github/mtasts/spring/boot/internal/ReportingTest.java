package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tlsrpt.TlsReporting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Reports about the mail of the application arrive. */
@ExtendWith(TestNetworkExtension.class)
class ReportingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private Boot boot(TestNetwork net) throws Exception {
        Boot.domain(net, "example.com");
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:r@reports.example");
        return Boot.in(net, folder)
                .set("mta-sts.store.file", folder.resolve("policies.db").toString())
                .set("mta-sts.reporting.enabled", "true")
                .set("mta-sts.reporting.organization", "Sender Ltd")
                .set("mta-sts.reporting.contact", "tls-reports@sender.example")
                .set("mta-sts.reporting.dkim.selector", "tls")
                .set("mta-sts.reporting.dkim.key-file", Keys.ed25519(folder).toString());
    }

    private static void sendAndEndTheDay(TestNetwork net, ConfigurableApplicationContext application) throws Exception {
        Boot.send(application, "b@example.com");
        TlsReporting reporting = application.getBean(TlsReporting.class);
        Await.until(reporting::flush);
        net.clock().advance(Duration.ofHours(30));
        reporting.submitDue();
    }

    /** RFC 8460 section 3: no policy of the destination holds a report back. */
    @Test
    void goesToTheMxHostsAlthoughAPolicyForbidsIt(TestNetwork net) throws Exception {
        MxServer reports = Boot.domain(net, "reports.example").noStartTls();
        net.dns().noData("_smtp._tls.reports.example");
        try (var application = boot(net).run()) {
            sendAndEndTheDay(net, application);
            assertThat(reports.awaitMessages(1, PATIENCE)).isTrue();
        }
        MxServer.ReceivedMessage report = reports.messages().get(0);
        assertThat(report.body()).contains("DKIM-Signature:", "application/tlsrpt+gzip");
        assertThat(report.recipients()).asString().contains("r@reports.example");
        assertThat(reports.sawInClear("MAIL FROM:<>")).isTrue();
    }

    @Test
    void goesToTheRelay(TestNetwork net) throws Exception {
        MxServer relay = net.mxServer("relay.example").noStartTls();
        InetSocketAddress route = net.route(relay.address());
        Boot boot = boot(net)
                .set("mta-sts.reporting.mail", "relay")
                .set("mta-sts.reporting.relay.host", route.getAddress().getHostAddress())
                .set("mta-sts.reporting.relay.port", Integer.toString(route.getPort()));
        try (var application = boot.run()) {
            sendAndEndTheDay(net, application);
            assertThat(relay.awaitMessages(1, PATIENCE)).isTrue();
        }
        assertThat(relay.sawInClear("EHLO " + Boot.EHLO)).isTrue();
    }

    @Test
    void isWrittenToAFolderInADryRun(TestNetwork net) throws Exception {
        Path dry = folder.resolve("dry");
        try (var application =
                boot(net).set("mta-sts.reporting.dry-run", dry.toString()).run()) {
            sendAndEndTheDay(net, application);
            Await.until(() -> !names(dry).isEmpty());
        }
        assertThat(names(dry)).anyMatch(name -> name.contains("example.com"));
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
