package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportInboxTest {
    private static final String GZIP = "application/tlsrpt+gzip";

    @TempDir
    private Path directory;

    private final ReportReader reader = ReportReader.builder().build();

    private static InputStream body(byte[] octets) {
        return new ByteArrayInputStream(octets);
    }

    private List<ReceivedReport> received(ReportInbox inbox) throws IOException {
        try (Stream<ReceivedReport> reports = inbox.reports(reader)) {
            return reports.toList();
        }
    }

    @Test
    @Tag("RPT-5.4-07")
    void anEndpointStoresFirstAndFindsOutLater() throws Exception {
        ReportInbox inbox = ReportInbox.in(directory);
        try (MockWebServer server = new MockWebServer()) {
            server.setDispatcher(endpoint(inbox));
            server.start();

            assertThat(post(server, GZIP, Samples.gzip(Samples.report()))).isEqualTo(201);
            assertThat(post(server, "application/tlsrpt+json", Samples.octets("{\"policies\": [")))
                    .isEqualTo(201);
            assertThat(post(server, "text/html", Samples.report())).isEqualTo(415);
        }

        List<ReceivedReport> received = received(inbox);
        assertThat(received).hasSize(2);
        assertThat(received).filteredOn(one -> one.result() instanceof Read).hasSize(1);
        assertThat(received)
                .filteredOn(one -> one.result() instanceof Refused refused && refused.cause() == Cause.NOT_JSON)
                .hasSize(1);
    }

    private static Dispatcher endpoint(ReportInbox inbox) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                byte[] octets = Objects.requireNonNull(request.getBody()).toByteArray();
                try {
                    InboxResult stored = inbox.store(request.getHeaders().get("Content-Type"), body(octets));
                    return new MockResponse.Builder().code(stored.status()).build();
                } catch (IOException e) {
                    return new MockResponse.Builder().code(500).build();
                }
            }
        };
    }

    private static int post(MockWebServer server, String type, byte[] octets) throws IOException {
        Request request = new Request.Builder()
                .url(server.url("/reports"))
                .post(RequestBody.create(octets, MediaType.get(type)))
                .build();
        try (Response response = new OkHttpClient().newCall(request).execute()) {
            return response.code();
        }
    }

    @Test
    void keepsTheOctetsAsTheyCameUnderANameOfItsOwn() throws IOException {
        InboxResult stored =
                ReportInbox.in(directory).store("Application/TLSRPT+GZIP; x=../../a", body(new byte[] {1, 2}));

        assertThat(stored).isInstanceOf(InboxResult.Kept.class);
        Path file = ((InboxResult.Kept) stored).file();
        assertThat(file.getParent()).isEqualTo(directory);
        assertThat(file.getFileName().toString()).matches("report-[0-9a-f-]{36}");
        assertThat(file).hasBinaryContent(new byte[] {1, 2});
        assertThat(directory).isDirectoryNotContaining("glob:**incoming*");
    }

    @Test
    void refusesWhatIsTooLargeOrNoReportOrTooMuch() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory).bounded(10, 1);

        assertThat(inbox.store(GZIP, body(new byte[11])).status()).isEqualTo(413);
        assertThat(inbox.store("text/html", body(new byte[1])).status()).isEqualTo(415);
        assertThat(inbox.store(null, body(new byte[1])).status()).isEqualTo(415);
        assertThat(directory).isEmptyDirectory();
        assertThat(inbox.store(GZIP, body(new byte[10])).status()).isEqualTo(201);
        assertThat(inbox.store(GZIP, body(new byte[10])).status()).isEqualTo(507);
        assertThatThrownBy(() -> inbox.bounded(0, 1)).hasMessageContaining("maxOctets is 0");
    }

    @Test
    void aBodyThatBreaksOffLeavesNothing() {
        InputStream broken = new FilterInputStream(body(new byte[5])) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int octets = super.read(buffer, offset, length);
                if (octets < 0) {
                    throw new IOException("reset by peer");
                }
                return octets;
            }
        };

        assertThatThrownBy(() -> ReportInbox.in(directory).store(GZIP, broken)).hasMessage("reset by peer");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void readsOnlyWhatWasStoredCompletely() throws IOException {
        Files.write(directory.resolve("incoming-1"), new byte[] {1});
        Files.write(directory.resolve("notes.txt"), new byte[] {1});

        assertThat(received(ReportInbox.in(directory))).isEmpty();
    }
}
