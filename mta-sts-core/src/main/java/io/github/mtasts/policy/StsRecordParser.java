package io.github.mtasts.policy;

import io.github.mtasts.policy.internal.RecordGrammar;
import io.github.mtasts.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code _mta-sts} TXT records.
 *
 * <p>Comes in: records in the form of {@link io.github.mtasts.dns.TxtAnswer.Records}, with their strings joined and one character
 * for each octet. Goes out: a record, or the first fault. Takes time and memory in proportion to the record. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public final class StsRecordParser {
    private static final String VERSION = "v=STSv1";
    /** Among several records, only those that begin so count (RFC 8461 section 3.1, D01). */
    private static final String LITERAL_PREFIX = "v=STSv1;";

    private static final int MAX_ID_LENGTH = 32;
    private static final int MAX_QUOTED_LENGTH = 40;

    private final String text;
    private final Map<String, String> extensions = new LinkedHashMap<>(0);
    private @Nullable String id;

    private StsRecordParser(String text) {
        this.text = text;
    }

    /**
     * Selects the MTA-STS record among the TXT records of one name, and reads it.
     *
     * <p>For a sole record only the grammar counts. Among several, those that do not begin with the eight characters
     * {@code v=STSv1;} are ignored, and more than one of the others is invalid (RFC 8461 section 3.1, D01). An invalid sole
     * record without {@code STSv} in it, such as a TXT record for {@code *.example.com}, counts as none.
     *
     * @param records all TXT records of the name, one entry each
     * @return {@link StsRecordParse.None}, {@link StsRecordParse.Valid} or {@link StsRecordParse.Invalid}
     */
    public static StsRecordParse select(List<String> records) {
        if (records.size() == 1) {
            String sole = records.get(0);
            StsRecordParse parse = parse(sole);
            return parse instanceof StsRecordParse.Invalid && !mentionsSts(sole) ? new StsRecordParse.None() : parse;
        }
        String found = null;
        for (String candidate : records) {
            if (candidate.startsWith(LITERAL_PREFIX)) {
                if (found != null) {
                    return new StsRecordParse.Invalid("there is more than one TXT record that starts with \""
                            + LITERAL_PREFIX + "\"; expected exactly one");
                }
                found = candidate;
            }
        }
        return found == null ? new StsRecordParse.None() : parse(found);
    }

    /** Decides only whether an invalid record is reported to the domain. */
    private static boolean mentionsSts(String record) {
        return record.toLowerCase(Locale.ROOT).contains("stsv");
    }

    /**
     * Reads one record by the grammar alone. Never throws, whatever the characters are.
     *
     * @param record the record, one character for each octet
     * @return the record, or the first fault
     */
    public static StsRecordParse parse(String record) {
        StsRecordParser parser = new StsRecordParser(record);
        String fault = parser.readRecord();
        if (fault == null && parser.id != null) {
            return new StsRecordParse.Valid(new StsRecord(parser.id, parser.extensions));
        }
        return new StsRecordParse.Invalid(
                fault != null ? fault : "the record has no id field; expected one such as \"id=20160831085700Z\"");
    }

    /** {@code sts-version 1*(sts-field-delim sts-field) [sts-field-delim]}; returns the first fault, or null. */
    private @Nullable String readRecord() {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return "the record has an octet outside ASCII at position " + i + "; expected ASCII only";
            }
        }
        int versionEnd = trimmedEnd(0, fieldEnd(0));
        if (!text.startsWith(VERSION) || versionEnd != VERSION.length()) {
            return "the record starts with " + quote(0, versionEnd) + "; expected \"v=STSv1\" as the first field";
        }
        int position = fieldEnd(0);
        while (position < text.length()) {
            int start = skipWhiteSpace(position + 1);
            if (start == text.length()) {
                return null; // the optional delimiter at the end
            }
            position = fieldEnd(start);
            String fault = readField(start, trimmedEnd(start, position));
            if (fault != null) {
                return fault;
            }
        }
        // White space at the end belongs to a delimiter; without one it is not allowed.
        return RecordGrammar.isWhiteSpace(text.charAt(text.length() - 1))
                ? "the record ends with white space; expected a semicolon before it or no white space"
                : null;
    }

    private @Nullable String readField(int start, int end) {
        if (start == end) {
            return "there is an empty field between semicolons; expected a field such as \"id=20160831085700Z\"";
        }
        int equals = text.indexOf('=', start);
        if (equals < 0 || equals >= end) {
            return "field " + quote(start, end) + " has no equals sign; expected name=value";
        }
        String name = text.substring(start, equals);
        boolean isLaterDuplicate = name.equals("v") || (name.equals("id") ? id != null : extensions.containsKey(name));
        if (isLaterDuplicate) {
            return null; // only the first counts, even if the later one is invalid: RFC 8461 section 3.1, D02
        }
        if (name.equals("id")) {
            return readId(equals + 1, end);
        }
        return readExtension(name, start, equals + 1, end);
    }

    private @Nullable String readId(int start, int end) {
        String value = text.substring(start, end);
        if (!isId(value)) {
            return "id is " + quote(start, end) + "; expected 1 to 32 letters and digits";
        }
        id = value;
        return null;
    }

    /** {@code 1*32(ALPHA / DIGIT)}. */
    static boolean isId(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!RecordGrammar.isAlphanumeric(value.charAt(i))) {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_ID_LENGTH;
    }

    private @Nullable String readExtension(String name, int start, int valueStart, int end) {
        if (!RecordGrammar.isExtensionName(name)) {
            return "field name " + quote(start, valueStart - 1)
                    + " is malformed; expected 1 to 32 letters, digits, underscores, hyphens or dots";
        }
        if (!RecordGrammar.isExtensionText(text, valueStart, end)) {
            return "field " + name + " is " + quote(valueStart, end)
                    + "; expected printable ASCII without spaces and equals signs";
        }
        if (valueStart == end) {
            return "field " + name + " has no value; expected at least one character";
        }
        extensions.put(name, text.substring(valueStart, end));
        return null;
    }

    /** The index of the semicolon that ends the field, or of the end of the record. */
    private int fieldEnd(int start) {
        int semicolon = text.indexOf(';', start);
        return semicolon < 0 ? text.length() : semicolon;
    }

    private int trimmedEnd(int start, int end) {
        int i = end;
        while (i > start && RecordGrammar.isWhiteSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private int skipWhiteSpace(int start) {
        int i = start;
        while (i < text.length() && RecordGrammar.isWhiteSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private String quote(int start, int end) {
        return Printable.quoted(text.substring(start, end), MAX_QUOTED_LENGTH);
    }
}
