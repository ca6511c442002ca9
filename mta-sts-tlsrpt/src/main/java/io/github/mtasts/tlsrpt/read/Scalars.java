package io.github.mtasts.tlsrpt.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mtasts.text.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads single values, in whatever type of JSON a reporter has put them. For one thread. */
final class Scalars {
    /** The largest whole number that every reader of JSON reads alike (RFC 7493 section 2.2). */
    static final long MAX_COUNT = 1L << 53;

    private static final BigDecimal LARGEST = BigDecimal.valueOf(MAX_COUNT);
    private static final int LONGEST_NUMBER = 100;

    private final Warnings warnings;

    Scalars(Warnings warnings) {
        this.warnings = warnings;
    }

    /** The text at the current token; null when there is none, or something that is no text. Leaves the value behind. */
    @Nullable
    String text(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token.isStructStart()) {
            warnings.add(Printable.quoted(json.currentName(), Warnings.MAX_QUOTED) + " is not text");
            json.skipChildren();
            return null;
        }
        String text = token == JsonToken.VALUE_NULL ? "" : json.getText();
        return text.isBlank() ? null : text;
    }

    /**
     * The count at the current token; null when there is none.
     *
     * @throws RefusedException when no number of sessions can be meant: sums over reports must not carry nonsense
     */
    @Nullable
    Long count(JsonParser json, String name) throws IOException {
        String text = text(json);
        if (text == null) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            warnings.add(name + " is not written as a whole number");
        }
        return count(text.strip(), name);
    }

    private static long count(String text, String name) throws RefusedException {
        BigDecimal count = number(text);
        // Compared before it is converted: 1e999999999 would fill the memory with zeros.
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
                name + " is " + Printable.quoted(text, Warnings.MAX_QUOTED)
                        + ": expected a whole number from 0 to 2^53");
    }
}
