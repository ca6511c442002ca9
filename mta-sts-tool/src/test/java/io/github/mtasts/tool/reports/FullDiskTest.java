package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.testkit.TestScheduler;
import io.github.mtasts.tool.SmallDisk;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An inbox on a file system that is really full. */
@ExtendWith(TestNetworkExtension.class)
class FullDiskTest {
    private static final int LITTLE = 64 << 10;

    @TempDir
    Path folder;

    private final StringWriter events = new StringWriter();
    private TestNetwork net;
    private Network network;

    @SuppressWarnings("NullAway.Init") // null where no disk can be mounted
    private SmallDisk disk;

    private Path inbox;
    private byte[] report;

    @BeforeEach
    void mount(TestNetwork each) throws IOException {
        net = each;
        network = Network.open(
                new NetworkSettings(),
                new ToolRun(folder).within(net).surroundings(new PrintWriter(events), new PrintWriter(events)));
        disk = SmallDisk.at(folder.resolve("disk"));
        inbox = Files.createDirectory(disk.folder().resolve("inbox"));
        LocalDate yesterday =
                LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC).minusDays(1);
        report = TestReports.report("a.test", "posted.test", yesterday, 5, 1);
    }

    @AfterEach
    void unmount() throws IOException {
        network.close();
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void tellsTheSenderToComeBackAndLosesNothing() throws Exception {
        try (InboxService service = start(settings(0, null))) {
            assertThat(post(service).statusCode()).isEqualTo(201);
            disk.fill();
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> refused = post(service);
                assertThat(refused.statusCode()).isEqualTo(500);
                assertThat(refused.headers().firstValue("Retry-After")).contains("3600");
            }
            assertThat(events.toString()).contains("\"event\":\"store-failed\"", "No space left on device");
            assertThat(files()).hasSize(1).allSatisfy(file -> assertThat(file).hasBinaryContent(report));
            disk.free();

            assertThat(post(service).statusCode()).isEqualTo(201);
            assertThat(files()).hasSize(2).allSatisfy(file -> assertThat(file).hasBinaryContent(report));
        }
    }

    @Test
    void refusesPostsBeforeTheDiskIsFull() throws Exception {
        try (InboxService service = start(settings(LITTLE, null))) {
            assertThat(post(service).statusCode()).isEqualTo(201);
            disk.fill();
            assertThat(post(service).statusCode()).isEqualTo(503);
            assertThat(events.toString()).doesNotContain("store-failed");
            disk.free();

            assertThat(post(service).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void makesRoomForMailByDeletingWhatIsTooOld() throws IOException {
        Path mail = Files.createDirectories(folder.resolve("Maildir/new"));
        Path old = Files.write(inbox.resolve("report-old"), new byte[LITTLE]);
        Files.setLastModifiedTime(old, FileTime.from(net.clock().instant().minus(Duration.ofDays(400))));
        Files.write(mail.resolve("1.eml"), TestReports.mail("a.test", report));
        disk.fill();
        InboxKeeper keeper = keeper(settings(0, folder.resolve("Maildir")));

        keeper.tick();

        assertThat(events.toString())
                .contains("\"event\":\"cleaned\"", "\"event\":\"mail-taken\"")
                .doesNotContain("inbox-failed");
    }

    @Test
    void takesMailInWhenThereIsRoomAgain() throws IOException {
        Path mail = Files.createDirectories(folder.resolve("Maildir/new"));
        Path message = Files.write(mail.resolve("1.eml"), TestReports.mail("a.test", report));
        disk.fill();
        InboxKeeper keeper = keeper(settings(0, folder.resolve("Maildir")));
        keeper.tick();
        assertThat(events.toString()).contains("\"event\":\"inbox-failed\"");
        assertThat(files()).isEmpty();
        assertThat(message).exists();
        disk.free();
        net.clock().advance(Duration.ofMinutes(5));

        keeper.tick();

        assertThat(events.toString()).contains("\"event\":\"mail-taken\"");
        assertThat(files()).hasSize(1);
        assertThat(folder.resolve("site/index.html")).content().contains("posted.test");
    }

    private InboxSettings settings(long minFree, @Nullable Path mail) {
        return new InboxSettings(
                inbox,
                "/",
                mail,
                folder.resolve("site"),
                List.of(),
                true,
                1 << 20,
                1_000,
                minFree,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1));
    }

    private InboxKeeper keeper(InboxSettings settings) {
        return new InboxKeeper(settings, network, log());
    }

    private ServiceLog log() {
        return new ServiceLog(new PrintWriter(events), true, net.clock());
    }

    private InboxService start(InboxSettings settings) throws IOException {
        return InboxService.start(
                settings,
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                null,
                keeper(settings),
                log(),
                new TestScheduler(net.clock()));
    }

    private HttpResponse<String> post(InboxService service) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:"
                                        + service.addresses().get(0).getPort() + "/"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("Content-Type", "application/tlsrpt+json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(report))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(file -> !file.endsWith(".clock")).toList();
        }
    }
}
