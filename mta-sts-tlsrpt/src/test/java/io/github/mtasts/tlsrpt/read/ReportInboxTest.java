package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.dkim.MessageVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        assertThatThrownBy(() -> inbox.bounded(0, 1)).hasMessageContaining("maxOctets is 0");
    }

    /** Anyone can post; otherwise a hundred thousand posts would keep out every verified report for a year. */
    @Test
    void postsTakeNoRoomFromReportsThatWereRead() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory).bounded(10_000, 1);
        assertThat(inbox.store(GZIP, body(new byte[1])).status()).isEqualTo(201);
        assertThat(inbox.keep(Samples.report(), "", RECEIVED, reader).status()).isEqualTo(201);
    }

    /** Anyone can post; otherwise a hundred thousand posts would shut out all later ones for a year. */
    @Test
    void theOldestPostMakesRoomForAnother() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory).bounded(10, 3);
        Path kept = Files.write(directory.resolve("kept-1"), new byte[] {1});
        List<Path> posts = new ArrayList<>();
        for (int age : new int[] {1, 3, 2}) {
            Path file = ((InboxResult.Kept) inbox.store(GZIP, body(new byte[] {1}))).file();
            Files.setLastModifiedTime(file, FileTime.from(RECEIVED.minus(Duration.ofDays(age))));
            posts.add(file);
        }

        assertThat(inbox.store(GZIP, body(new byte[11])).status()).isEqualTo(413);
        assertThat(posts).allMatch(Files::exists);
        assertThat(inbox.store(GZIP, body(new byte[] {1})).status()).isEqualTo(201);
        assertThat(posts.get(1)).doesNotExist();
        assertThat(List.of(posts.get(0), posts.get(2), kept)).allMatch(Files::exists);
        assertThat(inbox.store(GZIP, body(new byte[] {1})).status()).isEqualTo(201);
        assertThat(posts.get(2)).doesNotExist();
        assertThat(posts.get(0)).exists();
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

    private static final Instant RECEIVED = Instant.parse("2024-03-02T00:00:00Z");
    private static final Clock NOW = new TestClock(RECEIVED);

    /** A reader whose verifier finds a valid signature only at the time of reception, when the key was in the DNS. */
    private static ReportReader readerAt(Instant published) {
        return ReportReader.builder()
                .verifier(new MessageVerifier() {
                    @Override
                    public DkimVerdict verify(byte[] message) {
                        return new DkimVerdict.KeyNotFound("no key");
                    }

                    @Override
                    public DkimVerdict verify(byte[] message, Instant received) {
                        return received.equals(published)
                                ? new DkimVerdict.Valid(List.of("sender.example"), List.of())
                                : verify(message);
                    }
                })
                .build();
    }

    @Test
    void keepsMailWithTheVerdictFromItsArrival() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        byte[] mail = Samples.octets(Samples.mail());

        assertThat(inbox.keep(mail, "", RECEIVED, readerAt(RECEIVED))).isInstanceOf(InboxResult.Kept.class);
        assertThat(inbox.keep(mail, "", RECEIVED.plusSeconds(9), readerAt(RECEIVED)))
                .isInstanceOfSatisfying(
                        InboxResult.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(422));

        // The key is gone.
        Read read = (Read) received(inbox).get(0).result();
        assertThat(read.submitter().text()).isEqualTo("mail.sender.example (DKIM signature of sender.example)");
        assertThat(read.report().reportId()).isEqualTo("2024-03-01@sender.example");
    }

    /** The verdict is stored for good; a DNS failure must not make a report unverified for a year. */
    @Test
    void mailThatCannotBeVerifiedNowIsNotStored(@TempDir Path mail) throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        byte[] octets = Samples.octets(Samples.mail());
        Path file = Files.write(mail.resolve("1"), octets);
        MessageVerifier failing = message -> new DkimVerdict.Undecided("SERVFAIL");
        for (ReportReader unsure : List.of(
                ReportReader.builder().verifier(failing).build(),
                ReportReader.builder().verifier(failing).acceptUnverified().build())) {
            assertThat(inbox.keep(octets, "", RECEIVED, unsure).status()).isEqualTo(503);
            assertThat(inbox.keepAll(mail, unsure, NOW).get(file))
                    .isInstanceOfSatisfying(
                            InboxResult.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(503))
                    .asString()
                    .contains("SERVFAIL");
        }
        assertThat(directory).isEmptyDirectory();

        assertThat(inbox.keep(octets, "", RECEIVED, readerAt(RECEIVED)).status())
                .isEqualTo(201);
        assertThat(((Read) received(inbox).get(0).result()).submitter().isVerified())
                .isTrue();
    }

    @Test
    void storesADuplicateOnceAndOtherContentsToo() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory).bounded(10_000, 3);
        byte[] other =
                Samples.report("\"total-successful-session-count\": 90", "\"total-successful-session-count\": 91");

        assertThat(inbox.keep(Samples.report(), "", RECEIVED, reader).status()).isEqualTo(201);
        assertThat(inbox.keep(Samples.gzip(Samples.report()), "a.json.gz", RECEIVED, reader)
                        .status())
                .isEqualTo(200);
        assertThat(inbox.keep(other, "", RECEIVED, reader).status()).isEqualTo(201);
        assertThat(inbox.keep(Samples.octets(Samples.mail()), "", RECEIVED, readerAt(RECEIVED))
                        .status())
                .isEqualTo(201);
        assertThat(inbox.keep(Samples.report("90", "92"), "", RECEIVED, reader).status())
                .isEqualTo(507);
        assertThat(inbox.keep(new byte[10_001], "", RECEIVED, reader).status()).isEqualTo(413);
        assertThat(received(inbox)).hasSize(3).allMatch(one -> one.result() instanceof Read);
    }

    @Test
    void keepsTheReportsOfAFolderAndOfAMaildirOnce(@TempDir Path mail) throws IOException {
        Path cur = Files.createDirectories(mail.resolve("cur"));
        Path copy = Files.write(cur.resolve("1709337600.M1.host:2,S"), Samples.report());
        Path first = Files.write(
                Files.createDirectories(mail.resolve("new")).resolve("1709337600.M1.host"),
                Samples.octets(Samples.mail()));
        Path notes = Files.writeString(mail.resolve("notes.txt"), "hello");
        ReportReader lenient = ReportReader.builder().acceptUnverified().build();
        ReportInbox inbox = ReportInbox.in(directory);

        Map<Path, InboxResult> results = inbox.keepAll(mail, lenient, NOW);

        assertThat(results).containsOnlyKeys(copy, first, notes);
        assertThat(results.get(copy)).isInstanceOf(InboxResult.Kept.class);
        assertThat(results.get(first)).isInstanceOf(InboxResult.Duplicate.class);
        assertThat(results.get(notes)).isInstanceOf(InboxResult.Refused.class);
        assertThat(inbox.keepAll(mail, lenient, NOW).values()).noneMatch(result -> result instanceof InboxResult.Kept);
        assertThat(received(inbox)).hasSize(1);
        assertThat(first).exists();
    }

    @Test
    void cleansWhatIsOlderThanAYearAndWhatACrashLeft() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        inbox.keep(Samples.report(), "", RECEIVED, reader);
        inbox.store(GZIP, body(new byte[] {1}));
        Path leftover = Files.write(directory.resolve("incoming-1"), new byte[] {1});
        Path running = Files.write(directory.resolve("incoming-2"), new byte[] {1});
        Instant written = Files.getLastModifiedTime(running).toInstant();
        Files.setLastModifiedTime(leftover, FileTime.from(written.minus(Duration.ofHours(25))));
        TestClock clock = new TestClock(written);

        clock.set(Instant.parse("2025-03-02T23:00:00Z"));
        assertThat(inbox.clean(clock)).isZero();
        clock.set(Instant.parse("2025-03-03T00:00:00Z"));
        assertThat(inbox.clean(clock)).isEqualTo(1);
        clock.set(written);
        assertThat(inbox.clean(clock)).isEqualTo(1);
        assertThat(leftover).doesNotExist();
        assertThat(running).exists();
        assertThat(received(inbox)).hasSize(1);
        clock.set(written.plus(Duration.ofDays(368)));
        assertThat(inbox.clean(clock)).isEqualTo(2);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDamagedFileIsRefusedAndCostsNoOther() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        inbox.keep(Samples.report(), "", RECEIVED, reader);
        for (String damaged : List.of(
                "",
                "tlsrpt-inbox-1",
                "tlsrpt-inbox-1\tVERIFIED\t\t\t\n{}",
                "tlsrpt-inbox-1\tTRUSTED\ta.example\ta.example\t\n{}",
                "tlsrpt-inbox-2\tNOT_MAIL\t\t\t\n{}")) {
            Files.writeString(directory.resolve("kept-2024-03-01-" + damaged.hashCode()), damaged);
        }
        assertThat(received(inbox))
                .hasSize(6)
                .filteredOn(one -> one.result() instanceof Read)
                .hasSize(1);
    }

    /** A body can be a mail that was signed once, with any time in it; posting it proves nothing. */
    @Test
    void aPostedMailIsUnauthenticated() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        String mail = "Received: from a by b; Sat, 2 Mar 2024 00:00:00 +0000\r\n" + Samples.mail();
        inbox.store("application/tlsrpt+json", body(Samples.octets(mail)));
        ReportReader believing = ReportReader.builder()
                .verifier(message -> new DkimVerdict.Valid(List.of("sender.example"), List.of()))
                .build();

        try (Stream<ReceivedReport> reports = inbox.reports(believing)) {
            assertThat(reports.map(ReceivedReport::result))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Read.class, read -> assertThat(read.submitter()).isEqualTo(Submitter.POSTED));
        }
    }

    @Test
    void anUnverifiedReportMakesRoomForAVerifiedOne() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory).bounded(10_000, 2);
        byte[] mail = Samples.octets(Samples.mail());
        Path oldest = ((InboxResult.Kept) inbox.keep(Samples.report("03-01", "02-01"), "", RECEIVED, reader)).file();
        inbox.keep(Samples.report("90", "91"), "", RECEIVED, reader);
        assertThat(inbox.keep(Samples.report("90", "92"), "", RECEIVED, reader).status())
                .isEqualTo(507);

        assertThat(inbox.keep(mail, "", RECEIVED, readerAt(RECEIVED)).status()).isEqualTo(201);

        assertThat(oldest).doesNotExist();
        assertThat(received(inbox))
                .extracting(one -> ((Read) one.result()).submitter().isVerified())
                .containsExactly(true, false);
        byte[] next = Samples.octets(
                Samples.mail("Content-Type: application/tlsrpt+json", Samples.report("count\": 90", "count\": 93")));
        assertThat(inbox.keep(next, "", RECEIVED, readerAt(RECEIVED)).status()).isEqualTo(201);
        byte[] third = Samples.octets(
                Samples.mail("Content-Type: application/tlsrpt+json", Samples.report("count\": 90", "count\": 94")));
        assertThat(inbox.keep(third, "", RECEIVED, readerAt(RECEIVED)).status()).isEqualTo(507);
        assertThat(received(inbox)).hasSize(2);
    }

    /** Mail readers rename the files of a maildir at any time. */
    @Test
    void aFileThatIsMovedMeanwhileIsReadAtItsNewPlace(@TempDir Path mail) throws IOException {
        Path cur = Files.createDirectories(mail.resolve("cur"));
        Path fresh = Files.createDirectories(mail.resolve("new"));
        Files.write(cur.resolve("1"), Samples.octets(Samples.mail()));
        Path moved = Files.write(fresh.resolve("2"), Samples.report());
        Path to = cur.resolve("2:2,S");
        ReportReader moving = ReportReader.builder()
                .verifier(message -> {
                    move(moved, to);
                    return new DkimVerdict.Missing();
                })
                .build();

        Map<Path, InboxResult> results = ReportInbox.in(directory).keepAll(mail, moving, NOW);

        assertThat(results).containsOnlyKeys(cur.resolve("1"), to);
        assertThat(results.get(to)).isInstanceOf(InboxResult.Kept.class);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theInboxItselfIsNoFolderOfReceivedReports() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inbox"));
        ReportInbox inbox = ReportInbox.in(inner);
        inbox.store("application/json", body(Samples.octets(Samples.mail())));
        Path file = Files.write(directory.resolve("a.json"), Samples.report());

        assertThat(inbox.keepAll(directory, readerAt(RECEIVED), NOW)).containsOnlyKeys(file);
        assertThatThrownBy(() -> inbox.keepAll(directory.resolve("none"), reader, NOW))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSubfolderThatCannotBeReadCostsNoOther(@TempDir Path folder) throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        Path file = Files.write(folder.resolve("report.json"), Samples.report());
        FolderFiles files = FolderFiles.in(folder, directory);
        assertThat(files.files()).containsExactly(file);

        files.visitFileFailed(folder.resolve("a"), new AccessDeniedException("a"));
        files.visitFileFailed(folder.resolve("b"), new NoSuchFileException("b"));
        files.postVisitDirectory(folder.resolve("c"), new IOException("c"));

        assertThat(files.unreadable()).containsOnlyKeys(folder.resolve("a"), folder.resolve("c"));
        assertThatThrownBy(() -> files.visitFileFailed(folder, new AccessDeniedException("folder")))
                .isInstanceOf(AccessDeniedException.class);
    }

    /** All threads have found that the report is new before the first one stores it. */
    @Test
    void oneOfManyThreadsStoresAReport() throws Exception {
        int threads = 8;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(() -> {
                    try (StoredFile file = StoredFile.in(directory)) {
                        file.write(body(new byte[] {1}), 10);
                        barrier.await();
                        return file.moveTo("kept-1");
                    }
                }));
            }
            int stored = 0;
            for (Future<Path> each : all) {
                try {
                    assertThat(each.get()).exists();
                    stored++;
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(FileAlreadyExistsException.class);
                }
            }
            assertThat(stored).isEqualTo(1);
        } finally {
            executor.shutdown();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void limitsThatOverflowAreRefused() {
        ReportInbox inbox = ReportInbox.in(directory);
        assertThatThrownBy(() -> inbox.bounded(Integer.MAX_VALUE, 1)).hasMessageContaining("between 1 and 536870912");
        assertThatThrownBy(() -> inbox.bounded(1, Integer.MAX_VALUE)).hasMessageContaining("between 1 and 536870912");
        assertThatThrownBy(() -> inbox.bounded(1, 0)).hasMessageContaining("maxReports 0");
        assertThat(inbox.bounded(1 << 29, 1 << 29)).isNotNull();
    }

    /** The days in a report are claims; one about the year 9998 would stay for eight thousand years. */
    @Test
    void aReportAboutAFarDayIsDeletedAYearAfterItCame() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        byte[] far = Samples.octets(Samples.REPORT.replace("2024-03-01T", "9998-03-01T"));
        Path file = ((InboxResult.Kept) inbox.keep(far, "", RECEIVED, reader)).file();
        Path odd = Files.write(directory.resolve("kept-x"), new byte[] {1});
        Instant written = Files.getLastModifiedTime(file).toInstant();
        TestClock clock = new TestClock(written.plus(Duration.ofDays(365)));

        assertThat(inbox.clean(clock)).isZero();
        clock.set(written.plus(Duration.ofDays(368)));
        assertThat(inbox.clean(clock)).isEqualTo(2);
        assertThat(file).doesNotExist();
        assertThat(odd).doesNotExist();
        clock.set(Instant.parse("+12000-01-01T00:00:00Z"));
        inbox.keep(Samples.report(), "", RECEIVED, reader);
        assertThat(inbox.clean(clock)).isEqualTo(1);
    }

    /** A folder stands in for a file that cannot be deleted. */
    @Test
    void aFileThatCannotBeDeletedCostsNoOther() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory);
        Path stuck = Files.createDirectory(directory.resolve("kept-2020-01-01-a"));
        Files.createFile(stuck.resolve("content"));
        Path old = Files.createFile(directory.resolve("kept-2020-01-02-b"));

        assertThatThrownBy(() -> inbox.clean(new TestClock(RECEIVED))).isInstanceOf(DirectoryNotEmptyException.class);

        assertThat(old).doesNotExist();
    }

    private static String signed(String mail) {
        return "DKIM-Signature: v=1; d=sender.example; h=from:tls-report-submitter; b=AA=\r\n" + mail;
    }

    /** Otherwise cleaning and reading the same folder would delete and store the same files every day. */
    @Test
    void whatCleanDeletesIsNotStoredAgain(@TempDir Path folder) throws IOException {
        Path old = Files.write(folder.resolve("old"), Samples.octets(signed(Samples.mail())));
        Path far = Files.write(folder.resolve("far"), Samples.octets(Samples.REPORT.replace("03-01T", "12-01T")));
        List<byte[]> verified = new ArrayList<>();
        ReportReader lenient = ReportReader.builder()
                .verifier(message -> {
                    verified.add(message);
                    return new DkimVerdict.Valid(List.of("sender.example"), List.of());
                })
                .build();
        ReportInbox inbox = ReportInbox.in(directory);

        TestClock clock = new TestClock(Instant.parse("2025-03-02T23:00:00Z"));
        assertThat(inbox.keepAll(folder, lenient, clock).get(old)).isInstanceOf(InboxResult.Kept.class);
        assertThat(inbox.clean(clock)).isZero();
        clock.set(Instant.parse("2025-03-03T00:00:00Z"));
        assertThat(inbox.clean(clock)).isEqualTo(1);
        assertThat(verified).hasSize(1);
        assertThat(inbox.keepAll(folder, lenient, clock).get(old))
                .isEqualTo(new InboxResult.Refused(410, "the report is about 2024-03-01, which is not kept"));
        assertThat(verified).hasSize(1);

        clock.set(Instant.parse("2023-12-01T00:00:00Z"));
        assertThat(inbox.keepAll(folder, lenient, clock).get(far)).isInstanceOf(InboxResult.Duplicate.class);
        clock.set(Instant.parse("2023-11-30T00:00:00Z"));
        assertThat(inbox.keepAll(folder, lenient, clock).get(far))
                .isEqualTo(new InboxResult.Refused(410, "the report is about 2024-12-01, which is not kept"));
    }

    private static int onlyStatus(ReportInbox inbox, Path folder, ReportReader reader) throws IOException {
        Map<Path, InboxResult> results = inbox.keepAll(folder, reader, NOW);
        assertThat(results).hasSize(1);
        return results.values().iterator().next().status();
    }

    /** Reporters change their keys; a mail that is in the inbox since last year is no forgery. */
    @Test
    void mailThatIsKeptAlreadyIsNotVerifiedAgain(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("1"), Samples.octets(signed(Samples.mail())));
        ReportInbox inbox = ReportInbox.in(directory);
        ReportReader now = ReportReader.builder()
                .verifier(message -> new DkimVerdict.Valid(List.of("sender.example"), List.of()))
                .build();
        ReportReader later = ReportReader.builder()
                .verifier(message -> new DkimVerdict.KeyNotFound("no key"))
                .build();

        assertThat(onlyStatus(inbox, folder, later)).isEqualTo(422);
        assertThat(onlyStatus(inbox, folder, now)).isEqualTo(201);
        assertThat(inbox.keepAll(folder, later, NOW).get(file)).isInstanceOf(InboxResult.Duplicate.class);

        // Only the same contents of the same submitter are known.
        String other = signed(Samples.mail()).replace("d=sender.example", "d=evil.example");
        Files.writeString(file, other.replace("Submitter: mail.sender.example", "Submitter: evil.example"));
        assertThat(onlyStatus(inbox, folder, later)).isEqualTo(422);
        assertThat(received(inbox)).hasSize(1);
    }

    /** A forged mail with a submitter that is no domain name, or with a signature without a domain, is verified as any other. */
    @Test
    void mailWithoutAUsableClaimIsVerified(@TempDir Path folder) throws IOException {
        String mail = signed(Samples.mail());
        Files.writeString(folder.resolve("1"), mail.replace("Submitter: mail.sender.example", "Submitter: ..."));
        Files.writeString(folder.resolve("2"), mail.replace("d=sender.example", "d="));

        assertThat(ReportInbox.in(directory)
                        .keepAll(folder, readerAt(RECEIVED), NOW)
                        .values())
                .hasSize(2)
                .allMatch(result -> result.status() == 422);
    }

    @Test
    void cleansPostsThatAreNoReportsAfterAWeek() throws IOException {
        ReportInbox inbox = ReportInbox.in(directory).bounded(100_000, 10);
        List<Path> posts = new ArrayList<>();
        for (byte[] octets : List.of(
                Samples.report(),
                Samples.octets("hello"),
                Samples.octets("{}"),
                new byte[] {0x1f, (byte) 0x8b, 8, 0, 1},
                new byte[50_000])) {
            posts.add(((InboxResult.Kept) inbox.store(GZIP, body(octets))).file());
        }
        Path kept = Files.write(directory.resolve("kept-" + LocalDate.now(ZoneOffset.UTC)), Samples.octets("hello"));
        Instant written = Files.getLastModifiedTime(posts.get(0)).toInstant();
        for (Path each : posts) {
            Files.setLastModifiedTime(each, FileTime.from(written));
        }
        ReportReader bounded = ReportReader.builder()
                .limits(new ReadLimits(10_000, 40_000, 20, 10_000, 100, 100))
                .build();

        assertThat(inbox.clean(new TestClock(written.plus(Duration.ofDays(7))), bounded))
                .isZero();
        assertThat(inbox.clean(new TestClock(written.plus(Duration.ofDays(8))))).isZero();
        assertThat(inbox.clean(new TestClock(written.plus(Duration.ofDays(8))), bounded))
                .isEqualTo(3);
        assertThat(posts).filteredOn(Files::exists).containsExactly(posts.get(0), posts.get(4));
        assertThat(kept).exists();
        assertThat(inbox.clean(new TestClock(written.plus(Duration.ofDays(368))), bounded))
                .isEqualTo(3);
    }
}
