package io.github.mtasts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds the tests of all modules against the conformance matrix in docs/conformance. It stands in the reactor's last
 * modules, so that what fails before it fails under its own name.
 *
 * <p>{@code -Dconformance.write=true} writes the tables anew instead of comparing them; {@code -Dconformance.lenient=true}
 * prints the rows that no test proves instead of failing.
 */
class ConformanceTest {
    private static final Path ROOT =
            Path.of(System.getProperty("mtasts.root", "../..")).toAbsolutePath();

    private final Matrix matrix = Matrix.of(ROOT);

    ConformanceTest() throws IOException {}

    @Test
    void everyTagNamesARow() {
        assertThat(matrix.strayProofs()).isEmpty();
    }

    @Test
    void everyRowIsProvedOrSaysWhyNotYet() {
        List<String> missing = matrix.missing().stream()
                .map(row -> row.id() + ": " + row.text())
                .toList();
        if (Boolean.getBoolean("conformance.lenient")) {
            missing.forEach(System.out::println);
            return;
        }
        assertThat(missing)
                .as("tag a test with each id, or say in docs/conformance/not-yet.csv why there is none")
                .isEmpty();
    }

    @Test
    void nothingIsExcusedThatIsProved() {
        assertThat(matrix.staleExcuses())
                .as("lines of docs/conformance/not-yet.csv to take out")
                .isEmpty();
    }

    @Test
    void theTablesSayWhatTheTagsSay() throws IOException {
        Tables tables = new Tables(matrix);
        Path readme = ROOT.resolve("README.md");
        String before = Files.exists(readme) ? Files.readString(readme) : "";

        check(readme, before, tables.readme(before));
        Path coverage = ROOT.resolve("docs/conformance/coverage.md");
        check(coverage, Files.exists(coverage) ? Files.readString(coverage) : "", tables.coverage());
    }

    private static void check(Path file, String before, String now) throws IOException {
        if (Boolean.getBoolean("conformance.write")) {
            Files.writeString(file, now);
            return;
        }
        assertThat(before)
                .as("%s is out of date; CONTRIBUTING.md has the command that writes it", file.getFileName())
                .isEqualTo(now);
    }
}
