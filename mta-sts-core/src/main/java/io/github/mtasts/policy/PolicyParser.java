package io.github.mtasts.policy;

import io.github.mtasts.text.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a policy file.
 *
 * <p>Comes in: any bytes. Goes out: a policy with warnings about tolerated faults, or the first fault with its line. Takes time
 * and memory in proportion to the body, which the fetch limits. May not know: where the bytes came from. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.2">RFC 8461 section 3.2</a>
 */
public final class PolicyParser {
    /** RFC 8461 section 3.2: "max value of 31557600". */
    static final int MAX_AGE_LIMIT_SECONDS = 31_557_600;

    private static final int MAX_AGE_DIGITS = 10;
    private static final int MAX_NAME_OCTETS = 32;
    private static final int MAX_QUOTED_OCTETS = 40;
    private static final int NOT_SEEN = -1;

    private final byte[] body;
    private final LineCursor line;
    private final PolicyWarnings warnings = new PolicyWarnings();
    private final List<MxPattern> patterns = new ArrayList<>(4);
    private boolean hasVersion;
    private @Nullable PolicyMode mode;
    private int maxAgeSeconds = NOT_SEEN;

    private PolicyParser(byte[] body) {
        this.body = body;
        this.line = new LineCursor(body);
    }

    /**
     * Reads a policy. Never throws, whatever the bytes are.
     *
     * @param body the body as served; not kept
     * @return {@link PolicyParse.Valid} with the policy, or {@link PolicyParse.Invalid} with the first fault
     */
    public static PolicyParse parse(byte[] body) {
        return new PolicyParser(body).read();
    }

    private PolicyParse read() {
        String encodingFault = encodingFault();
        if (encodingFault != null) {
            return new PolicyParse.Invalid(1, "line 1: " + encodingFault, PolicyLines.ofInvalid(body));
        }
        while (line.advance()) {
            String fault = readLine();
            if (fault != null) {
                String reason = "line " + line.number() + ": " + fault;
                return new PolicyParse.Invalid(line.number(), reason, PolicyLines.ofInvalid(body));
            }
        }
        if (hasVersion
                && mode != null
                && maxAgeSeconds != NOT_SEEN
                && (!patterns.isEmpty() || mode == PolicyMode.NONE)) {
            StsPolicy policy = new StsPolicy(mode, maxAgeSeconds, patterns, body);
            return new PolicyParse.Valid(policy, warnings.toList());
        }
        return new PolicyParse.Invalid(0, whatIsMissing(), PolicyLines.ofInvalid(body));
    }

    /** The usual ways in which an editor saves a file that is not UTF-8 without a byte order mark (D05). */
    private @Nullable String encodingFault() {
        if (startsWith(0xEF, 0xBB, 0xBF)) {
            return "the policy starts with a byte order mark; expected \"version\" as the first octets";
        }
        if (startsWith(0xFF, 0xFE) || startsWith(0xFE, 0xFF) || hasZeroAt(0) || hasZeroAt(1)) {
            return "the policy is not UTF-8 text but looks like UTF-16; expected UTF-8";
        }
        return null;
    }

    private boolean startsWith(int... octets) {
        for (int i = 0; i < octets.length; i++) {
            if (i >= body.length || (body[i] & 0xFF) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean hasZeroAt(int index) {
        return index < body.length && body[index] == 0;
    }

    /** Reads one line; returns the fault that makes the whole policy invalid, or null. */
    private @Nullable String readLine() {
        int start = line.start();
        if (line.isBlank()) {
            warnings.add(line.number(), "the line is blank");
            return null;
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            return quote(start, line.end()) + " has no colon; expected a field such as \"mode: enforce\"";
        }
        if (LineCursor.isWhiteSpace(body[start])) {
            return "there is white space before " + quote(line.skipWhiteSpace(start), colon)
                    + "; expected the field name at the start of the line";
        }
        if (colon > start && LineCursor.isWhiteSpace(body[colon - 1])) {
            return "there is white space between " + quote(start, colon)
                    + " and the colon; expected the colon right after the field name";
        }
        int valueStart = line.skipWhiteSpace(colon + 1);
        int valueEnd = line.trimmedEnd(valueStart);
        if (equal(start, colon, "mx")) {
            return readMx(valueStart, valueEnd);
        }
        if (equal(start, colon, "mode")) {
            return mode != null ? laterDuplicate("mode") : readMode(valueStart, valueEnd);
        }
        if (equal(start, colon, "max_age")) {
            return maxAgeSeconds != NOT_SEEN ? laterDuplicate("max_age") : readMaxAge(valueStart, valueEnd);
        }
        if (equal(start, colon, "version")) {
            return hasVersion ? laterDuplicate("version") : readVersion(valueStart, valueEnd);
        }
        checkExtension(start, colon, valueStart, valueEnd);
        return null;
    }

    /** "All entries except the first MUST be ignored": whatever the later value is, D02. */
    private @Nullable String laterDuplicate(String name) {
        warnings.add(line.number(), "another " + name + " field is ignored; only the first one counts");
        return null;
    }

    private @Nullable String readVersion(int start, int end) {
        hasVersion = equal(start, end, "STSv1");
        return hasVersion ? null : "version is " + quote(start, end) + "; expected \"STSv1\"";
    }

    private @Nullable String readMode(int start, int end) {
        for (PolicyMode candidate : PolicyMode.VALUES) {
            if (equal(start, end, candidate.token())) {
                mode = candidate;
                return null;
            }
        }
        return "mode is " + quote(start, end) + "; expected \"enforce\", \"testing\" or \"none\"";
    }

    private @Nullable String readMaxAge(int start, int end) {
        if (start == end || end - start > MAX_AGE_DIGITS) {
            return maxAgeFault(start, end);
        }
        long seconds = 0;
        for (int i = start; i < end; i++) {
            if (body[i] < '0' || body[i] > '9') {
                return maxAgeFault(start, end);
            }
            seconds = seconds * 10 + (body[i] - '0');
        }
        if (seconds > MAX_AGE_LIMIT_SECONDS) {
            // D03: a refusal would leave the domain without protection.
            warnings.add(
                    line.number(), "max_age " + seconds + " is more than the greatest value and counts as 31557600");
        }
        maxAgeSeconds = (int) Math.min(seconds, MAX_AGE_LIMIT_SECONDS);
        return null;
    }

    private String maxAgeFault(int start, int end) {
        return "max_age is " + quote(start, end) + "; expected 1 to 10 digits, such as 604800";
    }

    private @Nullable String readMx(int start, int end) {
        // One character for each octet, so that an octet over 127 can be no letter (D06).
        String value = new String(body, start, end - start, StandardCharsets.ISO_8859_1);
        MxPattern pattern = MxPattern.read(value);
        if (pattern == null) {
            return "mx is " + quote(start, end)
                    + "; expected one host name in ASCII, such as mx1.example.com or *.example.com";
        }
        if (pattern.isNumeric()) {
            warnings.add(
                    line.number(),
                    "mx " + quote(start, end) + " matches no host, because no host name ends in a number");
        }
        patterns.add(pattern);
        return null;
    }

    /** "Parsers MUST accept TXT records and policy files that are syntactically valid ..., ignoring unknown fields". */
    private void checkExtension(int start, int colon, int valueStart, int valueEnd) {
        if (!isExtensionName(start, colon)) {
            warnings.add(
                    line.number(),
                    "field " + quote(start, colon)
                            + " is ignored; a field name has 1 to 32 letters, digits, underscores, hyphens or dots");
        } else if (!isExtensionValue(valueStart, valueEnd)) {
            warnings.add(
                    line.number(),
                    "field " + quote(start, colon) + " is ignored; its value is empty or not printable UTF-8 text");
        }
    }

    private boolean isExtensionName(int start, int end) {
        if (start == end || end - start > MAX_NAME_OCTETS || !isAlphanumeric(body[start])) {
            return false;
        }
        for (int i = start + 1; i < end; i++) {
            byte c = body[i];
            if (!isAlphanumeric(c) && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private boolean isExtensionValue(int start, int end) {
        boolean isAscii = true;
        for (int i = start; i < end; i++) {
            if ((body[i] >= 0 && body[i] < ' ') || body[i] == 0x7F) {
                return false;
            }
            isAscii &= body[i] >= 0;
        }
        return start < end && (isAscii || isUtf8(start, end));
    }

    private boolean isUtf8(int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private String whatIsMissing() {
        if (body.length == 0) {
            return "the policy is empty; expected the fields version, mode, mx and max_age";
        }
        List<String> missing = new ArrayList<>();
        if (!hasVersion) {
            missing.add("version");
        }
        if (mode == null) {
            missing.add("mode");
        }
        if (maxAgeSeconds == NOT_SEEN) {
            missing.add("max_age");
        }
        if (missing.isEmpty()) {
            return "the policy has no mx field; expected at least one unless the mode is none";
        }
        return "the policy has no " + String.join(" and no ", missing)
                + " field; expected one version, one mode and one max_age";
    }

    private boolean equal(int start, int end, String token) {
        if (end - start != token.length()) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (body[i] != token.charAt(i - start)) {
                return false;
            }
        }
        return true;
    }

    private String quote(int start, int end) {
        int length = Math.min(end - start, MAX_QUOTED_OCTETS + 1); // one more, so that the cut shows
        return Printable.quoted(new String(body, start, length, StandardCharsets.ISO_8859_1), MAX_QUOTED_OCTETS);
    }
}
