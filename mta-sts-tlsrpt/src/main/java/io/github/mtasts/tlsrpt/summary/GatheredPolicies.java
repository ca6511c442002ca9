package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The policies of one domain in its reports. Bounded; further ones are left out. Not thread-safe. */
final class GatheredPolicies {
    private static final int MAX_POLICIES = 100;

    /** The largest policy (RFC 8461 section 3.2) in characters. */
    private static final long MAX_LENGTH = 65_536;

    private static final String STS = "sts";

    private final Room.Share room;
    private final Rows<Text, Seen> policies;

    /** A policy in a report. */
    private record Text(String type, List<String> lines, List<String> mxHosts) {
        long length() {
            return lines.stream().mapToLong(String::length).sum()
                    + mxHosts.stream().mapToLong(String::length).sum();
        }
    }

    /** The reports with one policy. An unverified report changes nothing about a policy that a verified submitter saw. */
    private static final class Seen {
        private final Names verified;
        private final Names unverified;
        private LocalDate first = LocalDate.MAX;
        private LocalDate last = LocalDate.MIN;
        private boolean isVerified;

        Seen(Room.Share room) {
            verified = new Names(room);
            unverified = new Names(room);
        }

        void add(Source source) {
            (source.isVerified() ? verified : unverified).add(source);
            if (source.isVerified() && !isVerified) {
                first = LocalDate.MAX;
                last = LocalDate.MIN;
                isVerified = true;
            }
            if (source.isVerified() == isVerified) {
                first = Days.earlier(first, source.firstDay());
                last = Days.later(last, source.lastDay());
            }
        }

        PolicySeen built(Text text) {
            return new PolicySeen(
                    text.type,
                    text.lines,
                    text.mxHosts,
                    (isVerified ? verified : unverified).sorted(),
                    first,
                    last,
                    isVerified,
                    false);
        }
    }

    GatheredPolicies(Room.Share room) {
        this.room = room;
        this.policies = new Rows<>(MAX_POLICIES, room);
    }

    void add(Source source, String type, PolicyReport entry) {
        Text text = new Text(type, entry.policyString(), entry.mxHosts());
        if (text.length() > 0
                && text.length() <= MAX_LENGTH
                && policies.admits(text, source.isVerified(), text.length())) {
            policies.map().computeIfAbsent(text, each -> new Seen(room)).add(source);
        }
    }

    /** Returns the policies, those of verified submitters first, the latest first. Only such an MTA-STS policy is the latest. */
    List<PolicySeen> sorted() {
        List<PolicySeen> sorted = new ArrayList<>();
        policies.map().forEach((text, seen) -> sorted.add(seen.built(text)));
        sorted.sort(
                Comparator.comparing((PolicySeen policy) -> !policy.policyType().equals(STS))
                        .thenComparing(policy -> !policy.isVerified())
                        .thenComparing(Comparator.comparing(PolicySeen::lastDay)
                                .thenComparing(PolicySeen::firstDay)
                                .reversed())
                        .thenComparing(policy -> String.join("\n", policy.lines())));
        if (!sorted.isEmpty()
                && sorted.get(0).policyType().equals(STS)
                && sorted.get(0).isVerified()) {
            sorted.set(0, sorted.get(0).asLatest());
        }
        return List.copyOf(sorted);
    }
}
