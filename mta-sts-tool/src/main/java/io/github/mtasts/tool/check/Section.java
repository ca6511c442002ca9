package io.github.mtasts.tool.check;

import java.util.ArrayList;
import java.util.List;

/**
 * One part of a report for people: rows of a label and a value, then lines that keep their form.
 *
 * @param title what it is about
 * @param rows the rows
 * @param lines the lines, such as those of the policy
 */
record Section(String title, List<Row> rows, List<String> lines) {
    /**
     * A row.
     *
     * @param label what the value is
     * @param value a text, not yet safe
     */
    record Row(String label, String value) {}

    Section {
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
    }

    /** Collects the rows of a section. */
    static final class Rows {
        private final List<Row> rows = new ArrayList<>();

        Rows with(String label, String value) {
            rows.add(new Row(label, value));
            return this;
        }

        Rows withAll(String label, List<String> values) {
            values.forEach(value -> with(label, value));
            return this;
        }

        Section titled(String title) {
            return titled(title, List.of());
        }

        Section titled(String title, List<String> lines) {
            return new Section(title, rows, lines);
        }
    }
}
