package io.github.mtasts.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that the conformance check fails when it should. */
class MatrixTest {
    private static final Requirement FIRST = new Requirement("8461", "STS-1-01", "1", "a *b*");
    private static final Requirement SECOND = new Requirement("8461", "STS-1-02", "1", "c");

    @TempDir
    Path root;

    @Test
    void readsTagsAndDisplayNamesOfTests() throws IOException {
        List<Proof> proofs = proofs("""
                @Tag("STS-1-01")
                class SomeTest {
                    @Test
                    @Tag("STS-1-02")
                    @Tag("slow")
                    void first() {}

                    @Nested
                    class Inner {
                        @ParameterizedTest(name = "STS-1-03: {0}")
                        @DisplayName("RPT-4.4-05: more")
                        void second() {}
                    }
                }
                """);

        assertThat(proofs)
                .containsExactly(
                        new Proof("STS-1-01", "SomeTest#first"),
                        new Proof("STS-1-02", "SomeTest#first"),
                        new Proof("STS-1-01", "SomeTest.Inner#second"),
                        new Proof("STS-1-03", "SomeTest.Inner#second"),
                        new Proof("RPT-4.4-05", "SomeTest.Inner#second"));
    }

    @Test
    void readsNothingFromCommentsStringsHelpersAndDisabledTests() throws IOException {
        List<Proof> proofs = proofs("""
                class SomeTest {
                    // @Tag("STS-1-01")
                    @Test void first() { String text = "@Tag(\\"STS-1-02\\")"; }

                    @Tag("STS-1-03") void helper() {}

                    @Disabled @Tag("STS-1-04") @Test void second() {}
                }
                """);

        assertThat(proofs).isEmpty();
    }

    @Test
    void findsTagsThatNameNoRow() {
        Proof stray = new Proof("STS-1-99", "ATest#a");
        assertThat(matrix(List.of(), new Proof("STS-1-01", "ATest#a"), stray).strayProofs())
                .containsExactly(stray);
    }

    @Test
    void findsRowsWithoutTestOrExcuse() {
        assertThat(matrix(List.of()).missing()).containsExactly(FIRST, SECOND);
        assertThat(matrix(List.of(new NotYet("STS-1-02", "later")), new Proof("STS-1-01", "ATest#a"))
                        .missing())
                .isEmpty();
        assertThat(matrix(List.of(new NotYet("STS-*", "later"))).missing()).isEmpty();
    }

    @Test
    void findsExcusesThatAreNotNeeded() {
        NotYet needed = new NotYet("STS-1-02", "later");
        NotYet proved = new NotYet("STS-1-01", "later");
        NotYet unknown = new NotYet("STS-1-3", "later");
        NotYet group = new NotYet("STS-1-*", "later");

        assertThat(matrix(List.of(needed, proved, unknown, group), new Proof("STS-1-01", "ATest#a"))
                        .staleExcuses())
                .containsExactly(proved, unknown);
    }

    @Test
    void readsFieldsInQuotes() {
        assertThat(Csv.fields("a,\"b, \"\"c\"\"\",")).containsExactly("a", "b, \"c\"", "");
    }

    @Test
    void writesTheTotalsIntoReadmeAndLeavesTheRest() {
        Tables tables = new Tables(matrix(List.of(new NotYet("STS-1-02", "later")), new Proof("STS-1-01", "ATest#a")));
        String before = "Title\n<!-- conformance:begin -->\nold\n<!-- conformance:end -->\nmore\n";

        String after = tables.readme(before);

        assertThat(after).isEqualTo("""
                Title
                <!-- conformance:begin -->
                Requirements that a test proves: 1 of 2 (RFC 8461).
                <!-- conformance:end -->
                more
                """);
        assertThat(tables.readme(after)).isEqualTo(after);
        assertThatThrownBy(() -> tables.readme("Title\n")).hasMessageContaining("conformance:begin");
    }

    @Test
    void writesTotalsAndTestsIntoCoverage() {
        Tables tables = new Tables(matrix(List.of(new NotYet("STS-1-02", "later")), new Proof("STS-1-01", "ATest#a")));

        assertThat(tables.coverage())
                .contains("| [8461](#rfc-8461) | 2 | 1 | later (1) |", "| 1 | 2 | 1 | STS-1-02: later |")
                .contains("### Section 1\n", "| STS-1-01 | a \\*b\\* | `ATest#a` |", "| not yet: later |");
    }

    private List<Proof> proofs(String source) throws IOException {
        Path folder = Files.createDirectories(root.resolve("module/src/test/java"));
        Files.writeString(folder.resolve("SomeTest.java"), source);
        return TestSources.below(root);
    }

    private static Matrix matrix(List<NotYet> notYet, Proof... proofs) {
        return new Matrix(List.of(FIRST, SECOND), notYet, List.of(proofs));
    }
}
