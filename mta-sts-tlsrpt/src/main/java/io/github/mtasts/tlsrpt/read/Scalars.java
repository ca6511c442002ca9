package io.github.mtasts.tlsrpt.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mtasts.text.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Parses scalar values of any JSON type. Not thread-safe. */
final class Scalars {
    /** The largest integer that all JSON readers read exactly (RFC 7493 section 2.2). */
    static final long MAX_COUNT = 1L << 53;

    private static final BigDecimal LARGEST = BigDecimal.valueOf(MAX_COUNT);
    private static final int LONGEST_NUMBER = 100;

    private final Warnings warnings;

    Scalars(Warnings warnings) {
        this.warnings = warnings;
    }

    /** Returns the text at the current token; null if it is blank, null, an object or an array. Consumes the value. */
    @Nullable
    String text(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token.isStructStart()) {
            String name = json.currentName(); // null in an array
            warnings.add(Printable.quoted(name == null ? "entry" : name, Warnings.MAX_QUOTED) + " is not text");
            json.skipChildren();
            return null;
        }
        String text = token == JsonToken.VALUE_NULL ? "" : json.getText();
        return text.isBlank() ? null : text;
    }

    /**
     * Returns the count at the current token; null if there is none.
     *
     * @throws RefusedException if the value cannot be a number of sessions, because it would spoil sums over reports
     */
    @Nullable
    Long count(JsonParser json, String name) throws IOException {
        String text = text(json);
        if (text == null) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            warnings.add(name + " is not written as an integer");
        }
        return count(text.strip(), name);
    }

    private static long count(String text, String name) throws RefusedException {
        BigDecimal count = number(text);
        // Compared before conversion: 1e999999999 would exhaust the memory.
        if (count == null || count.signum() < 0 || count.compareTo(LARGEST) > 0) {
            throw noCount(text, name);
        }
        try {
            return count.longValueExact();
        } catch (ArithmeticException e) {
            throw noCount(text, name);
        }
    }

    private static @Nullable BigDecimal number(String text) {
        try {
            return text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static RefusedException noCount(String text, String name) {
        return new RefusedException(
                ReportRead.Cause.NOT_A_REPORT,
                name + " is " + Printable.quoted(text, Warnings.MAX_QUOTED) + ": expected an integer from 0 to 2^53");
    }
}
