package io.github.mtasts.tool.lint;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.finding.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The contents of one file, and what kind of thing they are.
 *
 * @param body the octets
 * @param kind what they are
 */
record LintSubject(ByteString body, Kind kind) {
    /** What a file can hold. */
    enum Kind {
        /** A policy, as the Policy Host serves it. */
        POLICY("policy"),
        /** TXT records, one a line: {@code _mta-sts} or TLSRPT. */
        RECORDS("records");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Without a TTL in the file there is nothing to say about it. */
    private static final Duration UNKNOWN_TTL = Duration.ofDays(1);

    /** Finds out what the octets are: a file of records has a line that can only be one. */
    static LintSubject of(byte[] body) {
        boolean isRecords = lines(body).stream().anyMatch(ZoneText::looksLikeRecord);
        return new LintSubject(ByteString.of(body), isRecords ? Kind.RECORDS : Kind.POLICY);
    }

    List<Finding> findings(@Nullable PolicyDomain domain) {
        if (kind == Kind.POLICY) {
            return PolicyLint.of(body.toByteArray(), domain);
        }
        List<Finding> findings = new ArrayList<>();
        List<String> lines = lines(body.toByteArray());
        for (int i = 0; i < lines.size(); i++) {
            boolean isComment =
                    lines.get(i).isBlank() || lines.get(i).stripLeading().startsWith(";");
            if (!isComment) {
                findings.addAll(ofRecord(ZoneText.of(lines.get(i)), "line " + (i + 1)));
            }
        }
        return findings;
    }

    private static List<Finding> ofRecord(String record, String subject) {
        return record.toLowerCase(Locale.ROOT).contains("tlsrpt")
                ? RecordLint.ofTlsRpt(record, UNKNOWN_TTL, true, subject)
                : RecordLint.ofSts(record, subject);
    }

    private static List<String> lines(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1).lines().toList();
    }
}
