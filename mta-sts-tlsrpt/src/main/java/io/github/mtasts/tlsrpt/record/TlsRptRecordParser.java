package io.github.mtasts.tlsrpt.record;

import io.github.mtasts.policy.internal.RecordGrammar;
import io.github.mtasts.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses TLSRPT records, in the form of {@link io.github.mtasts.dns.TxtAnswer.Records}. Time and memory are
 * proportional to the record. Does not throw for any input.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public final class TlsRptRecordParser {
    private static final String VERSION = "v=TLSRPTv1";
    /** Of several records, only those with this prefix are considered (D01). */
    private static final String LITERAL_PREFIX = "v=TLSRPTv1;";

    private static final int MAX_DESTINATIONS = 10;
    private static final int MAX_QUOTED = 40;

    private final DestinationReader reader = new DestinationReader();
    private final Map<String, ReportDestination> destinations = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /** The malformed fields; they do not affect the destinations (D36). */
    private final List<String> faults = new ArrayList<>();

    private boolean hasRua;

    private TlsRptRecordParser() {}

    /**
     * Selects the TLSRPT record among the TXT records of one name, and parses it. A single record that does not contain
     * "TLSRPT" counts as none.
     *
     * @param records all TXT records of the name, one entry each
     * @return the result
     */
    public static TlsRptRecordParse select(List<String> records) {
        if (records.size() == 1) {
            String sole = records.get(0);
            TlsRptRecordParse read = parse(sole);
            boolean mentions = sole.toLowerCase(Locale.ROOT).contains("tlsrpt");
            return read instanceof TlsRptRecordParse.Invalid && !mentions ? new TlsRptRecordParse.None() : read;
        }
        List<String> candidates =
                records.stream().filter(each -> each.startsWith(LITERAL_PREFIX)).toList();
        if (candidates.size() > 1) {
            return new TlsRptRecordParse.Invalid("there is more than one TXT record that starts with \""
                    + LITERAL_PREFIX + "\"; expected exactly one");
        }
        return candidates.isEmpty() ? new TlsRptRecordParse.None() : parse(candidates.get(0));
    }

    /**
     * Parses one record by the grammar.
     *
     * @param record the record, one character per octet
     * @return the record, or the first fault
     */
    public static TlsRptRecordParse parse(String record) {
        return new TlsRptRecordParser().read(record);
    }

    private TlsRptRecordParse read(String record) {
        String[] fields = record.split(";", -1);
        if (!trimmed(fields[0], false).equals(VERSION)) {
            return invalid("the record starts with " + quoted(fields[0]) + "; expected \"" + VERSION
                    + "\" as the first field");
        }
        for (int i = 1; i < fields.length; i++) {
            boolean isLast = i == fields.length - 1;
            String field = trimmed(fields[i], true);
            if (field.isEmpty() && !isLast) {
                return invalid("field \"\" has no equals sign; expected name=value");
            }
            String fault = field.isEmpty() ? null : readField(field);
            if (fault != null) {
                faults.add(fault);
            }
        }
        if (!hasRua) {
            return invalid("the record has no rua field; expected one such as \"rua=mailto:reports@example.com\"");
        }
        warnings.addAll(reader.warnings());
        faults.forEach(fault -> warnings.add("ignored: " + fault));
        return destinations.isEmpty()
                ? invalid("the rua field has no usable entry: " + String.join("; ", warnings))
                : new TlsRptRecordParse.Valid(new TlsRptRecord(List.copyOf(destinations.values()), warnings));
    }

    private static TlsRptRecordParse.Invalid invalid(String reason) {
        return new TlsRptRecordParse.Invalid(Printable.line(reason, 500));
    }

    private @Nullable String readField(String field) {
        if (hasRua && isUri(field)) {
            warnings.add("entry " + quoted(field) + " is separated with a semicolon; expected a comma");
            readDestinations(field);
            return null;
        }
        int equals = field.indexOf('=');
        if (equals < 0) {
            return "field " + quoted(field) + " has no equals sign; expected name=value";
        }
        String name = field.substring(0, equals);
        if (name.equals("rua")) {
            hasRua = true;
            readDestinations(field.substring(equals + 1));
            return null;
        }
        if (!RecordGrammar.isExtensionName(name)) {
            return "field name " + quoted(name)
                    + " is malformed; expected 1 to 32 letters, digits, underscores, hyphens or dots";
        }
        boolean isText =
                equals + 1 < field.length() && RecordGrammar.isExtensionText(field, equals + 1, field.length());
        return isText
                ? null
                : "field " + quoted(field) + " is malformed; expected printable ASCII without spaces and equals signs";
    }

    private static boolean isUri(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        return lower.startsWith("mailto:") || lower.startsWith("https:");
    }

    /**
     * The field is split before decoding (section 3); white space around commas is permitted. Several fields are
     * combined (D19).
     */
    private void readDestinations(String value) {
        for (String entry : value.split(",", -1)) {
            ReportDestination destination = reader.read(trimmed(entry, true));
            if (destination == null) {
                continue;
            }
            if (destinations.size() == MAX_DESTINATIONS) {
                warnings.add(
                        "ignored entry " + quoted(entry) + ": there are already " + MAX_DESTINATIONS + " destinations");
            } else {
                destinations.put(destination.uri(), destination);
            }
        }
    }

    /** Removes {@code WSP} at the end, and optionally at the start. */
    private static String trimmed(String text, boolean atStart) {
        int start = 0;
        int end = text.length();
        while (end > start && RecordGrammar.isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        while (atStart && start < end && RecordGrammar.isWhiteSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start, end);
    }

    private static String quoted(String text) {
        return Printable.quoted(text, MAX_QUOTED);
    }
}
