package io.github.mtasts.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the matrix for readers: the block in README.md, and docs/conformance/coverage.md. */
final class Tables {
    private static final String BEGIN = "<!-- conformance:begin -->";
    private static final String END = "<!-- conformance:end -->";
    /** The RFC of which README shows every section. */
    private static final String MAIN_RFC = "8461";

    private final Matrix matrix;

    Tables(Matrix matrix) {
        this.matrix = matrix;
    }

    /** The README with its block brought up to date; a README without a block gets one at its end. */
    String readme(String before) {
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END);
        if (begin < 0 || end < begin) {
            String gap = before.isEmpty() ? "" : before.endsWith("\n") ? "\n" : "\n\n";
            return before + gap + block() + "\n";
        }
        return before.substring(0, begin) + block() + before.substring(end + END.length());
    }

    private String block() {
        StringBuilder text = new StringBuilder(BEGIN).append("\n");
        text.append("| RFC | Rows | Proved by tests | Not yet |\n|---|--:|--:|---|\n");
        for (String rfc : matrix.rfcs()) {
            line(text, rfc, rowsOf(rfc), Tables::reasons);
        }
        text.append("\nRFC ").append(MAIN_RFC).append(" by section:\n\n");
        text.append("| Section | Rows | Proved by tests | Not yet |\n|---|--:|--:|---|\n");
        sections(rowsOf(MAIN_RFC)).forEach((section, rows) -> line(text, section, rows, Tables::idsAndReasons));
        return text.append(END).toString();
    }

    private void line(
            StringBuilder text,
            String title,
            List<Requirement> rows,
            Function<Map<String, List<String>>, String> rest) {
        long proved = rows.stream().filter(matrix::isProved).count();
        text.append("| %s | %d | %d | %s |\n".formatted(title, rows.size(), proved, rest.apply(unproved(rows))));
    }

    /** The ids of unproved rows by the reason why. */
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

    /** The whole of coverage.md. */
    String coverage() {
        StringBuilder text = new StringBuilder("# Which test proves which row\n\n");
        text.append("Generated from the tags of the tests; CONTRIBUTING.md says how. Do not edit.\n");
        for (String rfc : matrix.rfcs()) {
            text.append("\n## RFC ").append(rfc).append("\n");
            sections(rowsOf(rfc)).forEach((section, rows) -> section(text, section, rows));
        }
        return text.toString();
    }

    private void section(StringBuilder text, String section, List<Requirement> rows) {
        text.append("\n### Section ").append(section).append("\n\n| Row | Requirement | Tests |\n|---|---|---|\n");
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
