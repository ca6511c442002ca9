package io.github.mtasts.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Prometheus itself reads the alert rules. Left out where its promtool is not installed. */
class PromtoolTest {
    @Test
    void prometheusAcceptsTheAlertRules() throws Exception {
        Optional<Path> promtool = find();
        Assumptions.assumeTrue(promtool.isPresent(), "promtool is not installed (Debian: prometheus)");
        Path rules = Path.of("src/main/resources/io/github/mtasts/micrometer/alerts.yml");
        Process process = new ProcessBuilder(promtool.orElseThrow().toString(), "check", "rules", rules.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS");
    }

    /** Named by {@code -Dmtasts.promtool}, or on the path. */
    private static Optional<Path> find() {
        String named = System.getProperty("mtasts.promtool");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
