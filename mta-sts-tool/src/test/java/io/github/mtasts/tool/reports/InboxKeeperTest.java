package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted, by a service and by a program that runs every hour. */
@ExtendWith(TestNetworkExtension.class)
class InboxKeeperTest {
    @TempDir
    Path folder;

    private final StringWriter events = new StringWriter();
    private TestNetwork net;
    private Network network;
    private InboxKeeper service;
    private Path inbox;
    private Path report;

    @BeforeEach
    void make(TestNetwork each) throws IOException {
        net = each;
        network = Network.open(
                new NetworkSettings(),
                new ToolRun(folder).within(net).surroundings(new PrintWriter(events), new PrintWriter(events)));
        inbox = Files.createDirectory(folder.resolve("inbox"));
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        report = Files.write(inbox.resolve("report-1"), TestReports.report("a.test", "posted.test", today, 5, 1));
        Files.setLastModifiedTime(report, FileTime.from(net.clock().instant()));
        service = keeper();
        service.tick();
    }

    private InboxKeeper keeper() {
        return keeper(null, null);
    }

    private InboxKeeper keeper(@Nullable Path mail, @Nullable Path site) {
        return new InboxKeeper(
                new InboxSettings(
                        inbox,
                        "/",
                        mail,
                        site,
                        List.of(),
                        true,
                        1 << 20,
                        1_000,
                        0,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1)),
                network,
                new ServiceLog(new PrintWriter(events), true, net.clock()));
    }

    @AfterEach
    void close() {
        network.close();
    }

    /** Lets the service run. */
    private void pass(Duration time) {
        Instant end = net.clock().instant().plus(time);
        while (net.clock().instant().isBefore(end)) {
            net.clock().advance(Duration.ofHours(1));
            service.tick();
        }
    }

    /** Lets the service run once a day. */
    private void passDays(int count) {
        for (int day = 0; day < count; day++) {
            net.clock().advance(Duration.ofDays(1));
            service.tick();
        }
    }

    @Test
    void deletesNothingWhenTheClockJumpsAYearAhead() {
        net.clock().advance(Duration.ofDays(400));
        service.tick();
        pass(Duration.ofHours(23));

        assertThat(report).exists();
        assertThat(events.toString()).containsOnlyOnce("\"event\":\"clock-doubted\"");

        net.clock().advance(Duration.ofDays(-401));
        service.tick();
        pass(Duration.ofDays(2));

        assertThat(report).exists();
    }

    /** A clock that has run for a day is right: the one before was wrong. */
    @Test
    void deletesAgainADayAfterAJump() {
        net.clock().advance(Duration.ofDays(400));
        service.tick();

        pass(Duration.ofDays(1));

        assertThat(report).doesNotExist();
    }

    @Test
    void remembersFromOneRunToTheNext() throws IOException {
        net.clock().advance(Duration.ofDays(400));
        for (int hour = 0; hour < 24; hour++) {
            keeper().round();
            assertThat(report).exists();
            net.clock().advance(Duration.ofHours(1));
        }
        keeper().round();

        assertThat(report).doesNotExist();
    }

    @Test
    void deletesWhatHasBecomeTooOld() {
        pass(Duration.ofDays(365));
        assertThat(report).exists();

        pass(Duration.ofDays(3));

        assertThat(report).doesNotExist();
        assertThat(events.toString()).contains("\"event\":\"cleaned\"").doesNotContain("clock-doubted");
    }

    /** As after a fortnight without power. */
    @Test
    void goesOnBesideADamagedMark() throws IOException {
        Files.writeString(inbox.resolve(".clock"), "2026-");
        pass(Duration.ofDays(368));

        assertThat(report).doesNotExist();
    }

    @Test
    void takesMailAndWritesThePageAndDeletesNothingWhileTheMarkCannotBeRead() throws IOException {
        Files.deleteIfExists(inbox.resolve(".clock"));
        Files.createDirectory(inbox.resolve(".clock")); // neither read nor written, as a file of another user
        service = keeperOfOneMail();
        passDays(400);

        assertThat(events.toString())
                .containsOnlyOnce("\"event\":\"mail-taken\"")
                .containsOnlyOnce("\"event\":\"clock-mark-unusable\"")
                .doesNotContain("\"event\":\"inbox-failed\"");
        assertThat(folder.resolve("site/index.html")).content().contains("mailed.test");
        assertThat(report).exists();
    }

    @Test
    void takesMailAndWritesThePageBesideAFileThatCannotBeDeleted() throws IOException {
        Path stuck = Files.createDirectories(inbox.resolve("report-2"));
        Files.writeString(stuck.resolve("file"), "a folder that is not empty cannot be deleted");
        Files.setLastModifiedTime(stuck, FileTime.from(net.clock().instant().minus(Duration.ofDays(500))));
        service = keeperOfOneMail();
        service.tick();
        assertThat(events.toString()).contains("\"event\":\"mail-taken\"").doesNotContain("\"event\":\"inbox-failed\"");
        assertThat(folder.resolve("site/index.html")).content().contains("mailed.test");

        passDays(400);

        assertThat(events.toString()).containsOnlyOnce("\"event\":\"cleaning-failed\"");
        assertThat(report).doesNotExist();
    }

    @Test
    void writesThePageWhileTheMailCannotBeRead() throws IOException {
        service = keeper(folder.resolve("nowhere"), Files.createDirectory(folder.resolve("site")));
        service.tick();

        assertThat(events.toString()).containsOnlyOnce("\"event\":\"inbox-failed\"");
        assertThat(folder.resolve("site/index.html")).content().contains("posted.test");
    }

    private InboxKeeper keeperOfOneMail() throws IOException {
        Path mail = Files.createDirectory(folder.resolve("mail"));
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        Files.write(
                mail.resolve("1.eml"),
                TestReports.mail("a.test", TestReports.report("a.test", "mailed.test", today.minusDays(2), 9, 1)));
        return keeper(mail, Files.createDirectory(folder.resolve("site")));
    }
}
