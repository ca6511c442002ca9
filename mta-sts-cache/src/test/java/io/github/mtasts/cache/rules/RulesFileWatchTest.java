package io.github.mtasts.cache.rules;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileWatchTest {
    @TempDir
    private Path folder;

    @Test
    void anEndlessIntervalIsALongOne() throws Exception {
        Path file = Files.createFile(folder.resolve("rules"));
        try (RulesFile rules = RulesFile.open(file)) {
            assertThatCode(() -> rules.watch(ChronoUnit.FOREVER.getDuration())).doesNotThrowAnyException();
        }
    }
}
