package io.github.mtasts.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Writes {@code _mta-sts} TXT records, for publishers. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public final class StsRecordWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Instant FIRST_YEAR = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END_OF_YEARS = Instant.parse("+10000-01-01T00:00:00Z");
    /** Sixteen hexadecimal digits, which with the sixteen characters of the time make the 32 that an id may have. */
    private static final int DIGEST_OCTETS = 8;

    private StsRecordWriter() {}

    /**
     * Writes the record that announces a policy.
     *
     * @param id the id of this revision of the policy: 1 to 32 ASCII letters and digits
     * @return the text of the TXT record, such as {@code v=STSv1; id=A1;}
     * @throws IllegalArgumentException when the id is not valid in a record
     */
    public static String write(String id) {
        if (!StsRecordParser.isId(id)) {
            throw new IllegalArgumentException(
                    "id: \"" + id + "\" is not 1 to 32 ASCII letters and digits, such as 20160831085700Z");
        }
        return "v=STSv1; id=" + id + ";";
    }

    /**
     * Makes an id for a revision of a policy: the time, and the start of the SHA-256 of the text. Different texts in the same
     * second get different ids, and so does the same text at another time; the same text in the same second gets the same id.
     *
     * @param policy the text of the policy, as {@link PolicyWriter} writes it
     * @param clock supplies the time of the revision; the id has it in UTC, in seconds
     * @return 32 letters and digits, such as {@code 20160831T085700Z0f1e2d3c4b5a6978}
     * @throws IllegalArgumentException when the clock's year is not from 0 to 9999
     */
    public static String newId(String policy, Clock clock) {
        Instant now = clock.instant();
        if (now.isBefore(FIRST_YEAR) || !now.isBefore(END_OF_YEARS)) {
            throw new IllegalArgumentException("clock: the year of " + now + " does not have four digits");
        }
        byte[] digest = sha256().digest(policy.getBytes(StandardCharsets.UTF_8));
        return TIME.format(now) + HexFormat.of().formatHex(digest, 0, DIGEST_OCTETS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
