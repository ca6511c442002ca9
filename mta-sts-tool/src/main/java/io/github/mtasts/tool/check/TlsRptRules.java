package io.github.mtasts.tool.check;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.tlsrpt.record.TlsRptRecordParse;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.lint.RecordLint;
import io.github.mtasts.tool.lint.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Judges the TLSRPT record and its destinations (RFC 8460 section 3). Stateless. */
final class TlsRptRules {
    private static final String PREFIX = "v=TLSRPTv1;";

    private TlsRptRules() {}

    static List<Finding> of(TlsRptFacts facts) {
        String name = facts.txt().name();
        if (facts.txt().answer() instanceof TxtAnswer.Failed failed) {
            return failed.fault() == LookupFault.DOMAIN
                    ? List.of(Finding.of(
                            Rule.TLSRPT_DNS,
                            name,
                            "The DNS servers of the domain give no answer: " + failed.reason()
                                    + ". Senders report no failures.",
                            "Mend the zone; ask each of its servers for the TXT record."))
                    : List.of();
        }
        TlsRptRecordParse parse = facts.parse();
        if (parse instanceof TlsRptRecordParse.None) {
            return List.of(Finding.of(
                    Rule.TLSRPT_MISSING,
                    name,
                    "The domain asks for no TLS reports: nobody tells you when mail is delayed or unprotected.",
                    "Publish a record such as \"v=TLSRPTv1; rua=mailto:tls-reports@example.com\"."));
        }
        return parse instanceof TlsRptRecordParse.Invalid invalid
                ? List.of(RecordLint.invalidTlsRpt(invalid.reason(), name))
                : ofValid(facts, name);
    }

    private static List<Finding> ofValid(TlsRptFacts facts, String name) {
        Duration ttl = facts.txt().answer() instanceof TxtAnswer.Records found ? found.ttl() : Duration.ZERO;
        List<Finding> findings = new ArrayList<>(RecordLint.ofTlsRpt(text(facts), ttl, facts.isSigned(), name).stream()
                .map(each -> each.rule() == Rule.TLSRPT_TTL ? shortTtl(ttl, name) : each)
                .toList());
        for (TlsRptFacts.Destination destination : facts.destinations()) {
            if (destination.fault() != null) {
                findings.add(Finding.of(
                        Rule.RUA_UNREACHABLE,
                        destination.uri(),
                        "Reports cannot be delivered there: " + Sentences.of(destination.fault()),
                        "Correct the rua field, or let the destination take reports."));
            }
        }
        return findings;
    }

    /** A resolver may have kept the record for a while already. */
    private static Finding shortTtl(Duration ttl, String name) {
        return Finding.of(
                Rule.TLSRPT_TTL,
                name,
                "The resolver shows a TTL of " + ttl.toSeconds()
                        + " s in a zone without DNSSEC; it may be what is left of a"
                        + " longer TTL in the cache of the resolver.",
                "If the zone itself has less than 3600, raise the TTL to 3600 or more, or sign the zone.");
    }

    /** The record among the others that the name may have. */
    private static String text(TlsRptFacts facts) {
        List<String> records = facts.txt().records();
        return records.size() == 1
                ? records.get(0)
                : records.stream()
                        .filter(each -> each.startsWith(PREFIX))
                        .findFirst()
                        .orElse("");
    }
}
