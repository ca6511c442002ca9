package io.github.mtasts.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows of the conformance matrix and the tests that prove them.
 *
 * @param rows every row, by RFC (that of MTA-STS itself first) and in the order of its file
 * @param notYet the rows that need no test yet
 * @param proofs the rows that the tests name
 */
record Matrix(List<Requirement> rows, List<NotYet> notYet, List<Proof> proofs) {
    /** The numbers of the RFCs that have rows. */
    static final List<String> RFCS = List.of("8461", "8460", "7672", "8689");

    /** Reads a checkout. */
    static Matrix of(Path root) throws IOException {
        Path folder = root.resolve("docs/conformance");
        List<NotYet> notYet = Csv.read(folder.resolve("not-yet.csv")).stream()
                .map(fields -> new NotYet(fields.get(0), fields.get(1)))
                .toList();
        return new Matrix(rows(folder), notYet, TestSources.below(root));
    }

    private static List<Requirement> rows(Path folder) throws IOException {
        List<Requirement> rows = new ArrayList<>();
        for (String rfc : RFCS) {
            for (List<String> fields : Csv.read(folder.resolve("rfc" + rfc + ".csv"))) {
                String section = fields.get(2).replaceFirst(" \\[.*", "");
                rows.add(new Requirement(rfc, fields.get(0), section, fields.get(3)));
            }
        }
        return List.copyOf(rows);
    }

    /** Tags that name no row. */
    List<Proof> strayProofs() {
        Set<String> ids = rows.stream().map(Requirement::id).collect(Collectors.toSet());
        return proofs.stream().filter(proof -> !ids.contains(proof.id())).toList();
    }

    /** Rows without a test and without a line in not-yet.csv. */
    List<Requirement> missing() {
        return rows.stream()
                .filter(row -> !isProved(row))
                .filter(row -> notYet.stream().noneMatch(each -> each.covers(row.id())))
                .toList();
    }

    /** Lines of not-yet.csv that are not needed: a row that is proved or does not exist, a group without a row that needs it. */
    List<NotYet> staleExcuses() {
        return notYet.stream()
                .filter(excuse -> rows.stream().noneMatch(row -> excuse.covers(row.id()) && !isProved(row)))
                .toList();
    }

    boolean isProved(Requirement row) {
        return !tests(row).isEmpty();
    }

    /** The tests that name a row, in alphabetical order. */
    Set<String> tests(Requirement row) {
        return proofs.stream()
                .filter(proof -> proof.id().equals(row.id()))
                .map(Proof::test)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The RFCs, in the order of the matrix. */
    List<String> rfcs() {
        return rows.stream().map(Requirement::rfc).distinct().toList();
    }
}
