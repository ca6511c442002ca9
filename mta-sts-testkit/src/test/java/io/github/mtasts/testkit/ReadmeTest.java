package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theSampleInTheReadmeIsTheOneThatRuns() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String sample = Files.readString(Path.of("src/test/java/io/github/mtasts/testkit/ReadmeSampleTest.java"));
        assertThat(readme).contains(sample.substring(sample.indexOf("@ExtendWith")));
    }
}
