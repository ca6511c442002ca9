package io.github.mtasts.conformance;

import java.util.List;

/**
 * A row, or a group of rows, that the project does not prove yet.
 *
 * @param id an id, or the beginning of ids followed by an asterisk
 * @param reason what is missing
 */
record NotYet(String id, String reason) {
    boolean covers(String row) {
        return isGroup() ? row.startsWith(id.substring(0, id.length() - 1)) : row.equals(id);
    }

    /** Whether a row that is proved already may stand under it. */
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
