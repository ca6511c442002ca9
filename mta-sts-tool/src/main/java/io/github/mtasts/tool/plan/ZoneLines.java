package io.github.mtasts.tool.plan;

import io.github.mtasts.tool.terminal.Wrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks a record into lines as a zone file allows it: between parentheses (RFC 1035 section 5.1). Stateless. */
final class ZoneLines {
    private static final String INDENT = "    ";
    private static final int BRACKET = 2;
    private static final Pattern RECORD = Pattern.compile("(?<begin>[^ ]+ [0-9]+ IN (?:TXT|CNAME)) (?<data>.*)");

    private ZoneLines() {}

    /**
     * The lines.
     *
     * @param line a record, or a line of something else, which stays as it is
     * @param indent the columns that stand before each line
     */
    static List<String> of(String line, int indent) {
        Matcher record = RECORD.matcher(line);
        if (indent + line.length() <= Wrapped.COLUMNS || !record.matches()) {
            return List.of(line);
        }
        List<String> lines = new ArrayList<>(List.of(record.group("begin") + " ("));
        String data = record.group("data");
        int width = Wrapped.COLUMNS - indent - INDENT.length() - BRACKET;
        if (data.startsWith("\"") && data.length() > width) {
            // Several strings of one TXT record are joined with nothing between them (RFC 8461 section 3.1).
            String text = data.substring(1, data.length() - 1);
            int part = width - BRACKET;
            for (int at = 0; at < text.length(); at += part) {
                lines.add(INDENT + "\"" + text.substring(at, Math.min(text.length(), at + part)) + "\"");
            }
        } else {
            lines.add(INDENT + data);
        }
        int last = lines.size() - 1;
        lines.set(last, lines.get(last) + " )");
        return lines;
    }
}
