package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.tool.ChildProcess;
import io.github.mtasts.tool.RunningService;
import io.github.mtasts.tool.run.ExitStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledInboxTest {
    private static final Pattern ADDRESS = Pattern.compile("\"address\":\"([0-9.:]+)\"");

    @TempDir
    Path folder;

    @Test
    void losesNothingThatItAnsweredWhenItIsKilled() throws Exception {
        byte[] report = TestReports.report("a.test", "posted.test", LocalDate.of(2026, 3, 1), 5, 1);
        try (ChildProcess inbox = ChildProcess.start(
                folder, "reports", "inbox", "--json", "--listen", "127.0.0.1:0", "--behind-proxy", "inbox")) {
            Matcher address = ADDRESS.matcher(inbox.await("\"listening\""));
            assertThat(address.find()).isTrue();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + address.group(1) + "/"))
                                    .header("Content-Type", "application/tlsrpt+json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(report))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            inbox.kill();

            assertThat(answer.statusCode()).isEqualTo(201);
            try (Stream<Path> files = Files.list(folder.resolve("inbox"))) {
                List<Path> stored =
                        files.filter(file -> !file.endsWith(".clock")).toList();
                assertThat(stored).hasSize(1);
                assertThat(stored.get(0)).hasBinaryContent(report);
            }
        }
    }

    @Test
    void servesUntilItsThreadIsInterrupted() throws Exception {
        RunningService inbox = new RunningService(
                folder, "reports", "inbox", "--json", "--listen", "127.0.0.1:0", "--behind-proxy", "inbox");
        inbox.out().await("\"listening\"", 1);

        assertThat(inbox.stop()).isEqualTo(ExitStatus.GOOD);
        assertThat(inbox.out().toString()).contains("\"stopping\"");
    }

    @Test
    void stopsWhenItIsAsked() throws Exception {
        try (ChildProcess inbox =
                ChildProcess.start(folder, "reports", "inbox", "--listen", "127.0.0.1:0", "--behind-proxy", "inbox")) {
            inbox.await("reports are received at http://127.0.0.1:");
            assertThat(inbox.stop()).isEqualTo(ExitStatus.GOOD);
            assertThat(inbox.await("stopping")).contains("stopping at 1 addresses");
        }
    }
}
