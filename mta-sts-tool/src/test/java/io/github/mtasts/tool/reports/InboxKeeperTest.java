package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class InboxKeeperTest {
    private static final Duration ROUND = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final StringWriter events = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private TestNetwork net;
    private Network network;
    private InboxKeeper keeper;
    private Path report;

    @BeforeEach
    void make(TestNetwork each) throws IOException {
        net = each;
        network = Network.open(
                new NetworkSettings(),
                new Surroundings(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintWriter(events),
                        new PrintWriter(events),
                        false,
                        false,
                        Map.of(),
                        folder,
                        net.clock(),
                        nanos::get,
                        net.sockets(),
                        AddressGuard.publicOnly()));
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        report = Files.write(inbox.resolve("report-1"), TestReports.report("a.test", "posted.test", today, 5, 1));
        Files.setLastModifiedTime(report, FileTime.from(net.clock().instant()));
        keeper = new InboxKeeper(
                new InboxSettings(
                        inbox, "/", null, null, List.of(), true, 1 << 20, 1_000, 0, ROUND, Duration.ofMinutes(1)),
                network,
                new ServiceLog(new PrintWriter(events), true, net.clock()));
        keeper.tick();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        net.clock().advance(time);
        keeper.tick();
    }

    @Test
    void deletesNothingWhenTheClockJumpsAYearAhead() {
        net.clock().advance(Duration.ofDays(400));
        keeper.tick();
        pass(Duration.ofHours(23));

        assertThat(report).exists();
        assertThat(events.toString())
                .containsOnlyOnce("\"event\":\"clock-jumped\"")
                .contains("by 34560000 seconds");

        net.clock().advance(Duration.ofDays(-400));
        keeper.tick();
        pass(Duration.ofDays(2));

        assertThat(report).exists();
    }

    /** A clock that has run steadily for a day is right: the one before was wrong. */
    @Test
    void deletesAgainADayAfterAJump() {
        net.clock().advance(Duration.ofDays(400));
        keeper.tick();

        pass(Duration.ofDays(1));

        assertThat(report).doesNotExist();
    }

    @Test
    void deletesWhatHasBecomeTooOld() {
        pass(Duration.ofDays(365));
        assertThat(report).exists();

        pass(Duration.ofDays(3));

        assertThat(report).doesNotExist();
        assertThat(events.toString()).contains("\"event\":\"cleaned\"").doesNotContain("clock-jumped");
    }
}
