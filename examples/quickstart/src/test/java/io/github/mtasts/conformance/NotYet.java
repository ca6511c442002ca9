package io.github.mtasts.conformance;

import java.util.List;

/**
 * A row, or a group of rows, that the project does not prove yet.
 *
 * @param id an id, or the beginning of ids followed by an asterisk
 * @param reason why there is no test
 */
record NotYet(String id, String reason) {
    boolean covers(String row) {
        return isGroup() ? row.startsWith(id.substring(0, id.length() - 1)) : row.equals(id);
    }

    /** Whether it covers all ids with the same beginning; some of them may have tests. */
    boolean isGroup() {
        return id.endsWith("*");
    }

    /** The reason for this row, or the empty text. */
    static String reason(List<NotYet> all, String row) {
        return all.stream()
                .filter(each -> each.covers(row))
                .map(NotYet::reason)
                .findFirst()
                .orElse("");
    }
}
