package io.github.mtasts.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.LocalRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("rules"), text);
    }

    @Test
    void followsTheFile() throws IOException {
        try (RulesFile rules = RulesFile.open(write("example.com ignore\n"))) {
            assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.Ignore.class);
            write("example.com testing\n");
            assertThat(rules.reload()).isTrue();
            assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.TreatAsTesting.class);
        }
    }

    @Test
    void keepsTheRulesInForceWhenALineIsBadOrTheFileIsGone() throws IOException {
        try (RulesFile rules = RulesFile.open(write("example.com ignore\n"))) {
            write("example.com testing\nother.example whatever\n");
            assertThat(rules.reload()).isFalse();
            assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.Ignore.class);
            Files.delete(folder.resolve("rules"));
            assertThat(rules.reload()).isFalse();
            assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.Ignore.class);
        }
    }

    /** A pipe would be waited for, with everything that closes the file. */
    @Test
    void keepsTheRulesInForceWhenTheFileIsAPipe() throws Exception {
        Path program = Path.of("/usr/bin/mkfifo");
        assumeTrue(Files.isExecutable(program), "left out: there is no mkfifo");
        Path file = write("example.com ignore\n");
        try (RulesFile rules = RulesFile.open(file)) {
            Files.delete(file);
            assertThat(new ProcessBuilder(program.toString(), file.toString())
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(rules.reload()).isFalse();
            assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.Ignore.class);
            Files.delete(file);
            write("example.com testing\n");
            assertThat(rules.reload()).isTrue();
            assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.TreatAsTesting.class);
        }
    }

    @Test
    void refusesToStartWithABadLineAndNamesIt() throws IOException {
        Path file = write("# fine\nexample.com ignore\nother.example whatever\n");
        assertThatThrownBy(() -> RulesFile.open(file))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("rules");
        assertThatThrownBy(() -> RulesFile.open(folder.resolve("missing")))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("missing");
    }

    /** Keeps the scheduled check for a test to run. */
    private static final class Looks extends ScheduledThreadPoolExecutor {
        private final List<Runnable> looks = new ArrayList<>();

        Looks() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long delay, TimeUnit unit) {
            looks.add(work);
            return super.schedule(() -> {}, 0, unit);
        }

        void look() {
            looks.forEach(Runnable::run);
        }
    }

    @Test
    void aWatchedFileIsReadAgainWhenItHasChangedAndOnlyUntilItIsClosed() throws IOException {
        Looks looks = new Looks();
        RulesFile rules = RulesFile.open(write("example.com ignore\n"));
        rules.watch(looks, Duration.ofSeconds(1));
        looks.look();
        assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.Ignore.class);
        write("example.com testing # longer than before\n");
        looks.look();
        assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.TreatAsTesting.class);
        assertThatThrownBy(() -> rules.watch(looks, Duration.ofSeconds(1))).hasMessageContaining("already watched");
        rules.close();
        write("example.com ignore\n");
        looks.look();
        assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.TreatAsTesting.class);
        assertThatThrownBy(() -> rules.watch(looks, Duration.ofSeconds(1))).hasMessageContaining("closed");
        assertThatThrownBy(() -> rules.watch(looks, Duration.ZERO)).hasMessageContaining("positive");
        looks.shutdownNow();
    }

    @Test
    void watchesOnAThreadOfItsOwnUntilItIsClosed() throws Exception {
        RulesFile rules = RulesFile.open(write("example.com ignore\n"));
        assertThatThrownBy(() -> rules.watch(Duration.ZERO)).hasMessageContaining("positive");
        rules.watch(Duration.ofMillis(1));
        Thread watcher = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mta-sts-rules"))
                .findFirst()
                .orElseThrow();
        assertThat(watcher.isDaemon()).isTrue();
        write("example.com testing # longer than before\n");
        while (!(rules.rule(DOMAIN) instanceof LocalRule.TreatAsTesting)) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> rules.watch(Duration.ofMillis(1))).hasMessageContaining("already watched");
        rules.close();
        watcher.join();
        assertThat(rules.rule(DOMAIN)).isInstanceOf(LocalRule.TreatAsTesting.class);
    }
}
