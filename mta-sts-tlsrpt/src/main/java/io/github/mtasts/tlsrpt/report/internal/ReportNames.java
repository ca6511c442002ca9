package io.github.mtasts.tlsrpt.report.internal;

import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Generates report-ids and file names. They are the same on every node and after a restart (D24). Stateless.
 */
public final class ReportNames {
    private static final int ID_OCTETS = 12;

    private ReportNames() {}

    /**
     * Returns the report-id (RFC 8460 section 4.4).
     *
     * @return {@code left@right} of dot-atom characters, such as
     *     {@code 20240301.5f0a1b2c3d4e5f6071829304@sender.example}
     */
    public static String id(Reporter reporter, ReportKey report) {
        String text = reporter.domain() + " " + report.domain() + " " + report.day();
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return DateTimeFormatter.BASIC_ISO_DATE.format(report.day()) + "."
                + HexFormat.of().formatHex(digest, 0, ID_OCTETS) + "@" + reporter.domain();
    }

    /**
     * Returns the file name (RFC 8460 section 5.1).
     *
     * @param uniqueId letters and digits, or empty for none
     * @param isCompressed whether the file is compressed
     * @return such as {@code sender.example!example.net!1709251200!1709337599.json.gz}
     * @throws IllegalArgumentException if the unique id has other characters
     */
    public static String file(Reporter reporter, ReportKey report, String uniqueId, boolean isCompressed) {
        if (!uniqueId.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c))) {
            throw new IllegalArgumentException(
                    "uniqueId is \"" + uniqueId + "\": it must consist of letters and digits");
        }
        return reporter.domain() + "!" + report.domain() + "!" + report.start().getEpochSecond() + "!"
                + report.end().getEpochSecond() + (uniqueId.isEmpty() ? "" : "!" + uniqueId)
                + (isCompressed ? ".json.gz" : ".json");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("SHA-256 is missing, although every Java platform has it", e);
        }
    }
}
