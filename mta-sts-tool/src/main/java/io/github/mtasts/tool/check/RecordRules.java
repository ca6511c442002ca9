package io.github.mtasts.tool.check;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.lint.RecordLint;
import io.github.mtasts.tool.lint.Spans;
import java.time.Duration;
import java.util.List;

/** Judges the {@code _mta-sts} record (RFC 8461 section 3.1). Stateless. */
final class RecordRules {
    private static final Duration LONGEST_TTL = Duration.ofDays(1);
    private static final String PREFIX = "v=STSv1;";

    private RecordRules() {}

    static List<Finding> of(DomainFacts facts) {
        TxtFacts record = facts.record();
        if (record.answer() instanceof TxtAnswer.Failed failed) {
            return failed.fault() == LookupFault.DOMAIN ? List.of(dnsFailed(record, failed)) : List.of();
        }
        if (record.answer() instanceof TxtAnswer.Absent && !record.aliases().isEmpty()) {
            return List.of(brokenAlias(record));
        }
        StsRecordParse parse = record.parse();
        if (parse instanceof StsRecordParse.Invalid invalid) {
            return List.of(invalid(record, invalid));
        }
        return parse instanceof StsRecordParse.Valid ? ofValid(record) : List.of(missing(facts));
    }

    private static Finding dnsFailed(TxtFacts record, TxtAnswer.Failed failed) {
        return Finding.of(
                Rule.RECORD_DNS,
                record.name(),
                "The DNS servers of the domain give no answer: " + failed.reason()
                        + ". Senders that have no policy yet deliver without one.",
                "Mend the zone; ask each of its servers for the TXT record.");
    }

    private static Finding brokenAlias(TxtFacts record) {
        return Finding.of(
                Rule.RECORD_ALIAS,
                record.name(),
                "The name is an alias of " + String.join(", then ", record.aliases())
                        + ", where there is no TXT record. Senders treat the domain as if it had no policy.",
                "Have the operator of that name publish the record, or remove the alias.");
    }

    private static Finding invalid(TxtFacts record, StsRecordParse.Invalid invalid) {
        long count = record.records().stream()
                .filter(each -> each.startsWith(PREFIX))
                .count();
        return count > 1
                ? Finding.of(
                        Rule.RECORD_SEVERAL,
                        record.name(),
                        "There are " + count + " records that begin with \"" + PREFIX
                                + "\". Senders treat the domain as if it had no policy.",
                        "Remove all but one.")
                : RecordLint.invalidSts(invalid.reason(), record.name());
    }

    private static List<Finding> ofValid(TxtFacts record) {
        Duration ttl = record.answer() instanceof TxtAnswer.Records found ? found.ttl() : Duration.ZERO;
        return ttl.compareTo(LONGEST_TTL) > 0
                ? List.of(Finding.of(
                        Rule.RECORD_TTL,
                        record.name(),
                        "The TTL is " + Spans.of(ttl) + ": for so long senders do not notice a new id.",
                        "Use a TTL of a day or less, such as 3600."))
                : List.of();
    }

    private static Finding missing(DomainFacts facts) {
        boolean isServed = facts.served().isPresent();
        return Finding.of(
                Rule.RECORD_MISSING,
                facts.record().name(),
                isServed
                        ? "The Policy Host serves a policy, but no TXT record announces it: senders never ask for it."
                        : "The domain has no MTA-STS policy: mail to it can be read on the way by anybody who forges"
                                + " DNS answers or strips STARTTLS.",
                isServed
                        ? "Publish a record such as \"v=STSv1; id=20260101T000000;\"."
                        : "Run mta-sts plan " + facts.domain() + ", which writes the records and the policy.");
    }
}
