package io.github.mtasts.cache.store;

import static io.github.mtasts.cache.store.PolicyStoreContract.DOMAIN;
import static io.github.mtasts.cache.store.PolicyStoreContract.START;
import static io.github.mtasts.cache.store.PolicyStoreContract.policy;
import static io.github.mtasts.cache.store.PolicyStoreContract.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that fills up or is read-only: a tmpfs of a mebibyte. Left out where the tests may not mount one. */
class SqliteDiskTest {
    private static final Duration LEASE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(START);
    private boolean isMounted;

    @BeforeEach
    void mount() throws IOException {
        isMounted = runs("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
        assumeTrue(isMounted, "left out: no tmpfs could be mounted, which needs root on Linux");
    }

    @AfterEach
    void unmount() throws IOException {
        if (isMounted) {
            assertThat(runs("umount", folder.toString())).isTrue();
        }
    }

    private static boolean runs(String... command) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin", command[0])) && !Files.isExecutable(Path.of("/bin", command[0]))) {
            return false;
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0;
    }

    private PolicyStore open() {
        return SqlitePolicyStore.builder(folder.resolve("policies.db"))
                .clock(clock)
                .open();
    }

    private static List<StoredPolicy> rows(String prefix) {
        return IntStream.range(0, 2_000)
                .mapToObj(i -> row(prefix + i + ".example", policy(864_000), "id" + i, START))
                .toList();
    }

    private static void assertFault(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    private Path fill() throws IOException {
        Path ballast = folder.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4_096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
        return ballast;
    }

    @Test
    void worksAgainWhenAFullDiskHasRoom() throws IOException {
        try (PolicyStore store = open()) {
            store.write(List.of(row("example.com", policy(864_000), "id1", START)));
            clock.advance(Duration.ofHours(13));
            Path ballast = fill();
            for (int i = 0; i < 3; i++) {
                assertFault(Kind.FULL, () -> store.write(rows("d")));
                assertThat(store.read(DOMAIN)).isNotNull();
            }
            Files.delete(ballast);
            store.write(List.of(row("new.example", policy(864_000), "id2", START)));
            assertThat(store.read(PolicyDomain.of("new.example"))).isNotNull();
            assertThat(store.claimDue(10, LEASE, Duration.ofDays(30))).contains(DOMAIN);
            assertThat(store.remove(DOMAIN)).isTrue();
        }
    }

    @Test
    void opensWhenAReadOnlyDiskIsWritableAgain() throws IOException {
        try (PolicyStore store = open()) {
            store.write(List.of(row("example.com", "id1", START)));
        }
        assertThat(runs("mount", "-o", "remount,ro", folder.toString())).isTrue();
        assertFault(Kind.READ_ONLY, this::open);
        assertThat(runs("mount", "-o", "remount,rw", folder.toString())).isTrue();
        try (PolicyStore store = open()) {
            store.write(List.of(row("b.example", "id2", START)));
            assertThat(store.list(null, 10)).hasSize(2);
        }
    }
}
