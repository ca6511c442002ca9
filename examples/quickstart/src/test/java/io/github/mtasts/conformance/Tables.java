package io.github.mtasts.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the matrix for readers: the line of totals in README.md, and the whole of docs/conformance/coverage.md. */
final class Tables {
    private static final String BEGIN = "<!-- conformance:begin -->";
    private static final String END = "<!-- conformance:end -->";
    private static final String HEADER = "Rows | Proved by tests | Not yet |\n|---|--:|--:|---|\n";

    private final Matrix matrix;

    Tables(Matrix matrix) {
        this.matrix = matrix;
    }

    /**
     * The README with its line of totals brought up to date.
     *
     * @throws IllegalArgumentException when the markers are missing or in the wrong order
     */
    String readme(String before) {
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("README.md lacks the lines " + BEGIN + " and " + END);
        }
        return before.substring(0, begin) + BEGIN + "\n" + totals() + "\n" + before.substring(end);
    }

    private String totals() {
        return matrix.rfcs().stream()
                .map(rfc -> "%d of %d (RFC %s)"
                        .formatted(proved(rowsOf(rfc)), rowsOf(rfc).size(), rfc))
                .collect(Collectors.joining(", ", "Requirements that a test proves: ", "."));
    }

    /** The whole of coverage.md. */
    String coverage() {
        StringBuilder text = new StringBuilder("# Which test proves which row\n\n");
        text.append("Generated from the tags of the tests; [CONTRIBUTING.md]")
                .append("(../../CONTRIBUTING.md#tests-and-the-conformance-matrix) says how. Do not edit.\n\n")
                .append("| RFC | ")
                .append(HEADER);
        for (String rfc : matrix.rfcs()) {
            line(text, "[%s](#rfc-%s)".formatted(rfc, rfc), rowsOf(rfc), Tables::reasons);
        }
        for (String rfc : matrix.rfcs()) {
            text.append("\n## RFC ").append(rfc).append("\n\n| Section | ").append(HEADER);
            sections(rowsOf(rfc)).forEach((section, rows) -> line(text, section, rows, Tables::idsAndReasons));
            sections(rowsOf(rfc)).forEach((section, rows) -> section(text, section, rows));
        }
        return text.toString();
    }

    private void line(
            StringBuilder text,
            String title,
            List<Requirement> rows,
            Function<Map<String, List<String>>, String> rest) {
        text.append("| %s | %d | %d | %s |\n".formatted(title, rows.size(), proved(rows), rest.apply(unproved(rows))));
    }

    private long proved(List<Requirement> rows) {
        return rows.stream().filter(matrix::isProved).count();
    }

    /** The ids of unproved rows, grouped by the reason. */
    private Map<String, List<String>> unproved(List<Requirement> rows) {
        return rows.stream()
                .filter(row -> !matrix.isProved(row))
                .map(Requirement::id)
                .collect(Collectors.groupingBy(this::reason, LinkedHashMap::new, Collectors.toList()));
    }

    private String reason(String id) {
        String reason = NotYet.reason(matrix.notYet(), id);
        return reason.isEmpty() ? "no test" : reason;
    }

    private static String reasons(Map<String, List<String>> unproved) {
        return unproved.entrySet().stream()
                .map(each -> "%s (%d)".formatted(each.getKey(), each.getValue().size()))
                .collect(Collectors.joining("; "));
    }

    private static String idsAndReasons(Map<String, List<String>> unproved) {
        return unproved.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .collect(Collectors.joining("; "));
    }

    private void section(StringBuilder text, String section, List<Requirement> rows) {
        text.append("\n### ")
                .append(Character.isDigit(section.charAt(0)) ? "Section " : "")
                .append(section);
        text.append("\n\n| Row | Requirement | Tests |\n|---|---|---|\n");
        for (Requirement row : rows) {
            String tests = matrix.isProved(row)
                    ? matrix.tests(row).stream().map("`%s`"::formatted).collect(Collectors.joining("<br>"))
                    : "not yet: " + reason(row.id());
            text.append("| %s | %s | %s |\n".formatted(row.id(), cell(row.text()), tests));
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;").replace("_", "\\_");
    }

    private List<Requirement> rowsOf(String rfc) {
        return matrix.rows().stream().filter(row -> row.rfc().equals(rfc)).toList();
    }

    private static Map<String, List<Requirement>> sections(List<Requirement> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(Requirement::section, LinkedHashMap::new, Collectors.toList()));
    }
}
