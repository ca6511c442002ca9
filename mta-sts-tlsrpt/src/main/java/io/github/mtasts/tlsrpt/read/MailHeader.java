package io.github.mtasts.tlsrpt.read;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header fields of a mail, split as the verifier of signatures splits them: at LF and CRLF, never at a CR alone. A parser
 * that splits at a CR would find a field in the value of another one, which no signature covers. Immutable.
 *
 * @param fields the fields from top to bottom, unfolded
 * @param hasBareCr whether there is a CR without an LF, at which other parsers end a line or the whole header
 */
record MailHeader(List<Field> fields, boolean hasBareCr) {
    /**
     * A field.
     *
     * @param name its name
     * @param value its value without surrounding white space
     */
    record Field(String name, String value) {}

    static MailHeader of(byte[] mail) {
        List<Field> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean hasBareCr = false;
        int start = 0;
        while (start < mail.length) {
            int end = start;
            while (end < mail.length && mail[end] != '\n') {
                end++;
            }
            int length = end > start && end < mail.length && mail[end - 1] == '\r' ? end - 1 - start : end - start;
            String line = new String(mail, start, length, StandardCharsets.UTF_8);
            start = end + 1;
            hasBareCr |= line.indexOf('\r') >= 0;
            if (line.isEmpty()) {
                break;
            }
            if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                add(fields, field);
                field.setLength(0);
            }
            field.append(line);
        }
        add(fields, field);
        return new MailHeader(List.copyOf(fields), hasBareCr);
    }

    private static void add(List<Field> fields, StringBuilder field) {
        int colon = field.indexOf(":");
        if (colon > 0) {
            fields.add(new Field(
                    field.substring(0, colon).strip(),
                    field.substring(colon + 1).strip()));
        }
    }

    /** Returns the values of the fields with a name, from top to bottom. */
    List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }
}
