package io.github.mtasts.tool.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tool.acme.LocalAuthority.Mood;
import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.CertificateState;
import io.github.mtasts.tool.server.ServedCertificate;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalsTest {
    private static final URI DIRECTORY = URI.create("https://local.test/dir");
    private static final String HOST = "mta-sts.a.test";
    private static final Duration TICK = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final CertificateRack rack = new CertificateRack();
    private final StringWriter events = new StringWriter();
    private final LocalAuthority authority = new LocalAuthority(clock);
    private final AtOnce threads = new AtOnce();
    private Renewals renewals;

    @BeforeEach
    void open() throws IOException {
        renewals = new Renewals(
                authority,
                AcmeStore.open(folder.resolve("acme"), DIRECTORY),
                rack,
                new ServiceLog(new PrintWriter(events), true, clock),
                clock,
                threads);
    }

    @Test
    void obtainsACertificateAndRenewsItAMonthBeforeItExpires() {
        tick(HOST);
        ServedCertificate first = rack.find(HOST).orElseThrow();
        assertThat(authority.asked()).containsExactly(HOST);
        assertThat(first.end()).isEqualTo(clock.instant().minus(TICK).plus(LocalAuthority.LIFETIME));

        Instant renewal = runUntilAsked(2, HOST);

        assertThat(Duration.between(renewal, first.end())).isBetween(Duration.ofDays(30), Duration.ofDays(35));
        assertThat(rack.find(HOST).orElseThrow().end()).isAfter(first.end());
    }

    @Test
    void spreadsTheRenewalsOfManyHosts() {
        Set<String> hosts = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            hosts.add("mta-sts.d" + i + ".test");
        }
        while (authority.asked().size() < hosts.size()) {
            renewals.tick(hosts);
        }
        authority.forgetAsked();
        List<Instant> times = new ArrayList<>();
        Instant begin = clock.instant();
        while (authority.asked().size() < hosts.size() && clock.instant().isBefore(begin.plus(Duration.ofDays(70)))) {
            int before = authority.asked().size();
            clock.advance(Duration.ofMinutes(10));
            renewals.tick(hosts);
            times.addAll(Collections.nCopies(authority.asked().size() - before, clock.instant()));
        }

        assertThat(times).hasSameSizeAs(hosts);
        assertThat(Duration.between(times.get(0), times.get(times.size() - 1))).isGreaterThan(Duration.ofDays(3));
    }

    @Test
    void keepsTheOldCertificateWhileTheAuthorityIsDownForADay() {
        tick(HOST);
        ServedCertificate first = rack.find(HOST).orElseThrow();
        clock.advance(Duration.ofDays(61));
        authority.forgetAsked();
        authority.is(Mood.IS_DOWN);
        for (int minute = 0; minute < 24 * 60; minute++) {
            tick(HOST);
            assertThat(rack.find(HOST)).contains(first);
        }
        assertThat(authority.asked()).hasSizeBetween(15, 40);
        assertThat(renewals.states().get(0).failure()).isEqualTo("it is down");

        authority.is(Mood.ISSUES);
        Instant back = clock.instant();
        while (rack.find(HOST).orElseThrow().equals(first)) {
            tick(HOST);
        }

        assertThat(Duration.between(back, clock.instant())).isLessThan(Duration.ofMinutes(100));
        assertThat(events.toString()).contains("the present one is valid until " + first.end());
    }

    @Test
    void hasEightOrdersUnderWayAndOneWhileTheAuthorityIsDown() {
        Set<String> hosts = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            hosts.add("mta-sts.d" + i + ".test");
        }
        threads.holdsBack = true;
        renewals.tick(hosts);
        assertThat(threads.held).hasSize(8);
        authority.is(Mood.IS_DOWN);
        List.copyOf(threads.held).forEach(Runnable::run);
        threads.held.clear();
        clock.advance(Duration.ofDays(1));

        renewals.tick(hosts);

        assertThat(threads.held).hasSize(1);
    }

    @Test
    void letsOneHostTryWhileTheAuthorityIsDown() {
        authority.is(Mood.IS_DOWN);
        Set<String> hosts = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            hosts.add("mta-sts.d" + i + ".test");
        }
        for (int minute = 0; minute < 24 * 60; minute++) {
            renewals.tick(hosts);
            clock.advance(TICK);
        }
        assertThat(authority.asked().size()).isLessThan(60);

        authority.is(Mood.ISSUES);
        for (int minute = 0; minute < 3 * 60; minute++) {
            renewals.tick(hosts);
            clock.advance(TICK);
        }
        assertThat(renewals.states()).allMatch(each -> each.end().isPresent());
    }

    @Test
    void obtainsTheOtherCertificatesBesideHostsForWhichTheAuthorityAlwaysFails() {
        Set<String> hosts = new TreeSet<>(List.of("mta-sts.a.test", "mta-sts.b.test"));
        hosts.forEach(authority::failsFor);
        for (int i = 0; i < 20; i++) {
            hosts.add("mta-sts.d" + i + ".test");
        }
        for (int minute = 0; minute < 3 * 60; minute++) {
            renewals.tick(hosts);
            clock.advance(TICK);
        }

        assertThat(renewals.states()).filteredOn(each -> each.end().isPresent()).hasSize(20);
    }

    @Test
    void comesBackNoEarlierThanTheAuthorityAsksAlsoAfterARestart() throws IOException {
        authority.is(Mood.LIMITS);
        tick(HOST);
        Instant allowed = clock.instant().minus(TICK).plus(LocalAuthority.LIMIT);
        open();

        Instant second = runUntilAsked(2, HOST);

        assertThat(second).isBetween(allowed, allowed.plus(TICK));
        assertThat(renewals.states().get(0).failures()).isEqualTo(2);
    }

    @Test
    void asksAtMostFourTimesInTheFirstHourAndFourTimesADayForAHostThatIsRefused() {
        authority.is(Mood.REFUSES);
        for (int minute = 0; minute < 60; minute++) {
            tick(HOST);
        }
        assertThat(authority.asked()).hasSizeBetween(3, 4);
        for (int day = 0; day < 3; day++) {
            for (int minute = 0; minute < 24 * 60; minute++) {
                tick(HOST);
            }
        }
        authority.forgetAsked();
        for (int minute = 0; minute < 24 * 60; minute++) {
            tick(HOST);
        }
        assertThat(authority.asked()).hasSizeBetween(2, 4);
    }

    @Test
    void doesNotShowACertificateThatSendersWouldRefuse() {
        tick(HOST);
        ServedCertificate first = rack.find(HOST).orElseThrow();
        clock.advance(Duration.ofDays(61));
        authority.is(Mood.ISSUES_FOR_ANOTHER_NAME);

        tick(HOST);

        assertThat(rack.find(HOST)).contains(first);
        assertThat(events.toString()).contains("a certificate that senders refuse");
    }

    @Test
    void usesItsCertificateAfterARestartWithoutAskingAgain() throws IOException {
        tick(HOST);
        ServedCertificate first = rack.find(HOST).orElseThrow();
        rack.remove(HOST);
        open();
        tick(HOST);

        assertThat(rack.find(HOST).orElseThrow().chain()).isEqualTo(first.chain());
        assertThat(authority.asked()).hasSize(1);
    }

    @Test
    void loadsItsCertificatesWithoutOrderingAny() throws IOException {
        tick(HOST);
        rack.remove(HOST);
        open();

        renewals.load(Set.of(HOST, "mta-sts.b.test"));

        assertThat(rack.find(HOST)).isPresent();
        assertThat(authority.asked()).containsExactly(HOST);
    }

    @Test
    void goesOnWithTheOrderAndTheKeyOfAnAttemptThatWasKilled() throws IOException {
        AcmeStore store = AcmeStore.open(folder.resolve("acme"), DIRECTORY);
        PendingOrder begun = store.order(HOST);
        assertThat(AcmeStore.open(folder.resolve("acme"), DIRECTORY)
                        .order(HOST)
                        .keys()
                        .getPrivate())
                .isEqualTo(begun.keys().getPrivate());
        begun.isAt(URI.create("https://local.test/order/7"));

        PendingOrder again = AcmeStore.open(folder.resolve("acme"), DIRECTORY).order(HOST);

        assertThat(again.location()).contains(URI.create("https://local.test/order/7"));
        assertThat(again.keys().getPrivate()).isEqualTo(begun.keys().getPrivate());
        KeyPair account = store.accountKeys();
        assertThat(AcmeStore.open(folder.resolve("acme"), DIRECTORY)
                        .accountKeys()
                        .getPrivate())
                .isEqualTo(account.getPrivate());
    }

    @Test
    void keepsEverythingFromOtherUsersOfTheMachine() throws IOException {
        authority.is(Mood.REFUSES);
        tick(HOST);
        authority.is(Mood.ISSUES);
        tick("mta-sts.b.test");
        AcmeStore.open(folder.resolve("acme"), DIRECTORY).accountKeys();

        try (Stream<Path> all = Files.walk(folder.resolve("acme"))) {
            assertThat(all)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void replacesADamagedCertificateFile() throws IOException {
        tick(HOST);
        Path file;
        try (Stream<Path> all = Files.walk(folder.resolve("acme"))) {
            file = all.filter(each -> each.endsWith(HOST + ".pem")).findFirst().orElseThrow();
        }
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n");
        open();
        tick(HOST);

        assertThat(events.toString()).contains("certificate-unreadable");
        assertThat(authority.asked()).hasSize(2);
    }

    @Test
    void waitsAlsoAfterAMistakeOfItsOwn() throws IOException {
        PendingOrder begun = AcmeStore.open(folder.resolve("acme"), DIRECTORY).order(HOST);
        begun.isAt(URI.create("https://local.test/order/7"));
        Path file;
        try (Stream<Path> all = Files.walk(folder.resolve("acme"))) {
            file = all.filter(each -> each.endsWith(HOST + ".order.pem"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(file, Files.readString(file).replace("https://local.test/order/7", "no URL %"));

        for (int minute = 0; minute < 60; minute++) {
            tick(HOST);
        }

        assertThat(events.toString().split("certificate-failed", -1)).hasSizeBetween(4, 5);
    }

    @Test
    void triesAgainWhenThereWasNoThread() {
        threads.isExhausted = true;
        assertThatThrownBy(() -> tick(HOST)).isInstanceOf(OutOfMemoryError.class);
        threads.isExhausted = false;

        tick(HOST);

        assertThat(rack.find(HOST)).isPresent();
    }

    @Test
    void waitsAlsoAfterAnError() {
        authority.is(Mood.LACKS_A_CLASS);
        for (int minute = 0; minute < 60; minute++) {
            tick(HOST);
        }

        assertThat(authority.asked()).hasSizeBetween(3, 4);
        assertThat(events.toString()).contains("NoClassDefFoundError: org/example/Gone");
        authority.is(Mood.ISSUES);
        runUntilAsked(authority.asked().size() + 1, HOST);
        assertThat(rack.find(HOST)).isPresent();
    }

    @Test
    void replacesADamagedOrderOnlyWhenItIsTold() throws IOException {
        AcmeStore.open(folder.resolve("acme"), DIRECTORY).order(HOST);
        Path file;
        try (Stream<Path> all = Files.walk(folder.resolve("acme"))) {
            file = all.filter(each -> each.endsWith(HOST + ".order.pem"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n====\n-----END PRIVATE KEY-----\n");

        tick(HOST);

        assertThat(events.toString()).contains(".order.pem is damaged", "remove it to begin anew");
    }

    @Test
    void goesOnWhenAClockThatWasWrongIsSetBackAlsoAfterARestart() throws IOException {
        Instant today = clock.instant();
        for (Mood mood : List.of(Mood.REFUSES, Mood.IS_DOWN)) {
            String host = "mta-sts." + mood.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".test";
            clock.set(today.plus(Duration.ofDays(20_000)));
            authority.is(mood);
            tick(host);
            clock.set(today);
            authority.is(Mood.ISSUES);

            tick(host);
            assertThat(rack.find(host)).isPresent();
        }
        clock.set(today.plus(Duration.ofDays(20_000)));
        authority.is(Mood.REFUSES);
        tick(HOST);
        clock.set(today);
        authority.is(Mood.ISSUES);
        open();
        tick(HOST);

        assertThat(rack.find(HOST)).isPresent();
    }

    @Test
    void forgetsHostsThatAreServedNoMore() {
        tick(HOST);
        tick("mta-sts.b.test");

        assertThat(rack.find(HOST)).isEmpty();
        assertThat(renewals.states()).extracting(CertificateState::host).containsExactly("mta-sts.b.test");
    }

    private void tick(String host) {
        renewals.tick(Set.of(host));
        clock.advance(TICK);
    }

    /** When the authority is asked for the nth time. */
    private Instant runUntilAsked(int count, String host) {
        Instant time = clock.instant();
        while (authority.asked().size() < count) {
            time = clock.instant();
            tick(host);
        }
        return time;
    }

    /** Runs everything at once on the thread of the caller, or holds it back. */
    private static final class AtOnce extends AbstractExecutorService {
        private final List<Runnable> held = new ArrayList<>();
        private boolean holdsBack;
        private boolean isExhausted;

        @Override
        public void execute(Runnable command) {
            if (isExhausted) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            if (holdsBack) {
                held.add(command);
            } else {
                command.run();
            }
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
