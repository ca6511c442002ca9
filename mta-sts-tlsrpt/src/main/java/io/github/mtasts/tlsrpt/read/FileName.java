package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values in the name of a report file: {@code submitter!policy-domain!begin!end[!id].json[.gz]} (RFC 8460 section 5.1).
 *
 * @param domain the policy domain
 * @param range from begin to end, in seconds since 1970
 */
record FileName(PolicyDomain domain, ReportRange range) {
    private static final int MAX_LENGTH = 1000;
    private static final Pattern FORM = Pattern.compile("[^!]*!([^!]+)!([0-9]{1,11})!([0-9]{1,11})(?:[!.].*)?");
    private static final Pattern REPORT_ENDING = Pattern.compile("(?i)\\.(?:json|json\\.gz|zip)$");

    /** Parses a name; returns empty if it has another form. */
    static Optional<FileName> parse(String name) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(name.substring(name.lastIndexOf('/') + 1).strip());
        return matcher.matches() ? parse(matcher) : Optional.empty();
    }

    private static Optional<FileName> parse(Matcher matcher) {
        Optional<PolicyDomain> domain = PolicyDomain.parse(matcher.group(1));
        Optional<Instant> begin = Timestamps.ofUnixSeconds(Long.parseLong(matcher.group(2)));
        Optional<Instant> end = Timestamps.ofUnixSeconds(Long.parseLong(matcher.group(3)));
        if (domain.isEmpty() || begin.isEmpty() || end.isEmpty() || end.get().isBefore(begin.get())) {
            return Optional.empty();
        }
        return Optional.of(new FileName(domain.get(), new ReportRange(begin.get(), end.get())));
    }

    /** Returns whether a mail part with this name may be a report, regardless of its media type (RFC 8460 section 5.3). */
    static boolean looksLikeReport(String name) {
        return REPORT_ENDING.matcher(name.strip()).find();
    }
}
