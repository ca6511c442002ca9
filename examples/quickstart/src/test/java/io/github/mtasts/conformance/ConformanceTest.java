package io.github.mtasts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the tests of all modules with the conformance matrix in docs/conformance. It belongs to one of the last modules
 * of the reactor, so that a failing test of another module is reported first.
 *
 * <p>{@code -Dconformance.write=true} writes the tables instead of comparing them; {@code -Dconformance.lenient=true}
 * prints the rows that no test proves and does not fail.
 */
class ConformanceTest {
    private static final Path ROOT = Reactor.root();

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
    void noLineOfNotYetIsOutOfDate() {
        assertThat(matrix.staleExcuses())
                .as("lines of docs/conformance/not-yet.csv to remove")
                .isEmpty();
    }

    @Test
    void readsTheTestsOfEveryModule() throws IOException {
        List<Path> files = TestSources.files(ROOT);

        assertThat(Reactor.modules(ROOT))
                .contains(ROOT.resolve("mta-sts-lab"), ROOT.resolve("examples/embeddings"))
                .filteredOn(module -> Files.isDirectory(module.resolve("src/test/java")))
                .allSatisfy(module -> assertThat(files).anyMatch(file -> file.startsWith(module)));
    }

    @Test
    void theTablesShowTheTags() throws IOException {
        Tables tables = new Tables(matrix);
        Path readme = ROOT.resolve("README.md");
        String before = Files.readString(readme);

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
