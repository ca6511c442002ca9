package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reports of unverified submitters that are not counted yet, because the same report may still come from a verified one: a
 * domain can ask for its reports by mail and by POST. Bounded by the caller. Not thread-safe.
 */
final class Unverified {
    private static final long OBJECT = 100;
    private static final long TEXT = 50;

    private final Map<String, ReportRead.Read> waiting = new LinkedHashMap<>();
    private long characters;

    void add(String digest, ReportRead.Read read) {
        waiting.put(digest, read);
        characters += characters(read);
    }

    /** Removes the report with these contents; returns whether there was one. */
    boolean remove(String digest) {
        ReportRead.Read removed = waiting.remove(digest);
        characters -= removed == null ? 0 : characters(removed);
        return removed != null;
    }

    /** Returns the approximate number of characters of all reports. */
    long characters() {
        return characters;
    }

    /** Returns the reports in the order in which they came, and removes them. */
    List<ReportRead.Read> removeAll() {
        List<ReportRead.Read> all = new ArrayList<>(waiting.values());
        waiting.clear();
        characters = 0;
        return all;
    }

    private static long characters(ReportRead.Read read) {
        TlsReport report = read.report();
        long sum = OBJECT
                + report.organizationName().length()
                + report.contactInfo().length()
                + report.reportId().length()
                + characters(report.warnings())
                + characters(read.warnings());
        for (PolicyReport policy : report.policies()) {
            sum += OBJECT
                    + policy.policyType().length()
                    + policy.policyDomain().length()
                    + characters(policy.policyString())
                    + characters(policy.mxHosts());
            for (FailureDetails details : policy.failureDetails()) {
                sum += characters(details);
            }
        }
        return sum;
    }

    private static long characters(List<String> texts) {
        long sum = 0;
        for (String text : texts) {
            sum += TEXT + text.length();
        }
        return sum;
    }

    private static long characters(FailureDetails details) {
        return OBJECT
                + details.resultType().length()
                + length(details.sendingMtaIp())
                + length(details.receivingMxHostname())
                + length(details.receivingMxHelo())
                + length(details.receivingIp())
                + length(details.additionalInformation())
                + length(details.failureReasonCode());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
