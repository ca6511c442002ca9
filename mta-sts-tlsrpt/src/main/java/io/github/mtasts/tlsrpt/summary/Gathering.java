package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportIdentity;
import io.github.mtasts.tlsrpt.read.ReportRead;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts reports: each once, and those of unverified submitters last. Not thread-safe. */
final class Gathering {
    private static final int MAX_WARNINGS = 50;

    /** In characters; the rows of all domains. */
    private static final long MAX_ROWS = 200_000_000;

    /** In characters; the reports of unverified submitters that wait for the same report of a verified one. */
    private static final long MAX_WAITING = 50_000_000;

    private final LocalDate today;
    private final LocalDate begin;
    private final Set<PolicyDomain> own = new HashSet<>();
    private final Map<String, StsPolicy> current = new HashMap<>();
    private final GatheredDomains domains = new GatheredDomains(MAX_ROWS);
    /** The digests of the contents of the reports, by {@link KeyDigest}. */
    private final Map<String, Set<String>> seen = new HashMap<>();

    private final KeyDigest keys = new KeyDigest();

    private final Set<String> verified = new HashSet<>();
    private final Unverified unverified = new Unverified();
    private final Map<LeftOut, Integer> leftOut = new EnumMap<>(LeftOut.class);
    private final List<String> warnings = new ArrayList<>();
    private int sources;
    private int reports;
    private int duplicates;

    /** Creates an empty one for a period. */
    Gathering(LocalDate begin, LocalDate today) {
        this.begin = begin;
        this.today = today;
    }

    void own(Set<PolicyDomain> value) {
        own.addAll(value);
    }

    void current(Map<PolicyDomain, StsPolicy> policies) {
        policies.forEach((domain, policy) -> current.put(domain.name(), policy));
    }

    boolean hasOwn() {
        return !own.isEmpty();
    }

    void add(ReportRead.Read read) {
        ReportIdentity identity = read.identity();
        if (read.report().range().day().isAfter(today)) {
            leaveOut(LeftOut.FUTURE, 1);
        } else if (!read.submitter().isVerified() && verified.contains(identity.digest())) {
            duplicates++;
        } else if (!isNew(identity)) {
            duplicates++;
        } else if (read.submitter().isVerified()) {
            verified.add(identity.digest());
            duplicates += unverified.remove(identity.digest()) ? 1 : 0;
            count(read);
        } else {
            unverified.add(identity.digest(), read);
            if (unverified.characters() > MAX_WAITING) {
                countUnverified();
            }
        }
    }

    private boolean isNew(ReportIdentity identity) {
        Set<String> digests = seen.computeIfAbsent(keys.of(identity), key -> new HashSet<>());
        boolean isNew = digests.add(identity.digest());
        if (isNew && digests.size() > 1 && warnings.size() < MAX_WARNINGS) {
            warnings.add("Reports with different contents and the same submitter, report-id, dates and domains, all"
                    + " counted: \"" + identity.reportId() + "\" from " + identity.submitter());
        }
        return isNew;
    }

    /** Counts the reports that wait. */
    void countUnverified() {
        unverified.removeAll().forEach(this::count);
    }

    /** Ends the counting for now, and removes the domains that are too many. */
    void finish() {
        countUnverified();
        leaveOut(LeftOut.TOO_MANY_DOMAINS, domains.trim());
    }

    private void count(ReportRead.Read read) {
        sources++;
        Source source = Source.of(sources, read, begin, today);
        boolean isOld = source.lastDay().isBefore(begin);
        if (isOld) {
            leaveOut(LeftOut.OLD, 1);
        } else {
            reports++;
        }
        for (PolicyReport entry : read.report().policies()) {
            boolean isOwn =
                    own.isEmpty() || entry.domain().filter(own::contains).isPresent();
            if (!isOwn) {
                leaveOut(LeftOut.OTHER_DOMAIN, isOld ? 0 : 1);
            } else if (!isOld) {
                domain(entry).add(source, entry);
            } else if (source.isVerified()) {
                domain(entry).addSubmitter(source, entry);
            }
        }
    }

    private GatheredDomain domain(PolicyReport entry) {
        leaveOut(LeftOut.TOO_MANY_DOMAINS, domains.trimIfDouble());
        return domains.get(entry.domain().map(PolicyDomain::name).orElse(entry.policyDomain()));
    }

    private void leaveOut(LeftOut reason, int number) {
        if (number > 0) {
            leftOut.merge(reason, number, Integer::sum);
        }
    }

    List<DomainSummary> summaries() {
        return domains.summaries(today, current);
    }

    Map<LeftOut, Integer> leftOut() {
        Map<LeftOut, Integer> all = new EnumMap<>(leftOut);
        all.put(LeftOut.POLICY, domains.sum(GatheredDomain::leftOutPolicies));
        all.put(LeftOut.SINGLE_REPORT, domains.sum(GatheredDomain::unlisted));
        all.values().removeIf(number -> number == 0);
        return all;
    }

    List<String> warnings() {
        return warnings;
    }

    int reports() {
        return reports;
    }

    int duplicates() {
        return duplicates;
    }
}
