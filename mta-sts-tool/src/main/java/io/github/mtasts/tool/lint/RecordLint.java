package io.github.mtasts.tool.lint;

import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import io.github.mtasts.tlsrpt.record.TlsRptLint;
import io.github.mtasts.tlsrpt.record.TlsRptRecordParse;
import io.github.mtasts.tlsrpt.record.TlsRptRecordParser;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks TXT records for their publisher (RFC 8461 section 3.1, RFC 8460 section 3). Stateless. */
public final class RecordLint {
    private RecordLint() {}

    /**
     * Checks an {@code _mta-sts} record.
     *
     * @param record the text, one character for each octet
     * @param subject what the findings are about
     * @return the findings
     */
    public static List<Finding> ofSts(String record, String subject) {
        return StsRecordParser.parse(record) instanceof StsRecordParse.Invalid invalid
                ? List.of(invalidSts(invalid.reason(), subject))
                : List.of();
    }

    /**
     * The finding for an {@code _mta-sts} record that is none.
     *
     * @param reason what the parser says
     * @param subject what it is about
     * @return the finding
     */
    public static Finding invalidSts(String reason, String subject) {
        return Finding.of(
                Rule.RECORD_INVALID,
                subject,
                Sentences.of(reason) + " Senders treat the domain as if it had no policy.",
                "Publish a record such as \"v=STSv1; id=20260101T000000;\".");
    }

    /**
     * Checks a TLSRPT record.
     *
     * @param record the text, one character for each octet
     * @param ttl its TTL
     * @param isSigned whether its zone is signed with DNSSEC
     * @param subject what the findings are about
     * @return the findings
     */
    public static List<Finding> ofTlsRpt(String record, Duration ttl, boolean isSigned, String subject) {
        TlsRptRecordParse parse = TlsRptRecordParser.parse(record);
        List<String> ignored =
                parse instanceof TlsRptRecordParse.Valid valid ? valid.record().warnings() : List.of();
        List<Finding> findings = new ArrayList<>();
        for (String sentence : TlsRptLint.warnings(record, ttl, isSigned)) {
            if (ignored.contains(sentence)) {
                findings.add(Finding.of(
                        Rule.TLSRPT_TOLERATED,
                        subject,
                        Sentences.of(sentence),
                        "Correct the record: other senders may ignore all of it."));
            } else if (parse instanceof TlsRptRecordParse.Invalid) {
                findings.add(invalidTlsRpt(sentence, subject));
            } else {
                findings.add(
                        Finding.of(Rule.TLSRPT_TTL, subject, Sentences.of(sentence), "Raise the TTL to 3600 or more."));
            }
        }
        return findings;
    }

    /**
     * The finding for a TLSRPT record that is none.
     *
     * @param reason what the parser says
     * @param subject what it is about
     * @return the finding
     */
    public static Finding invalidTlsRpt(String reason, String subject) {
        return Finding.of(
                Rule.TLSRPT_INVALID,
                subject,
                Sentences.of(reason) + " No sender reports failures.",
                "Publish a record such as \"v=TLSRPTv1; rua=mailto:tls-reports@example.com\".");
    }
}
