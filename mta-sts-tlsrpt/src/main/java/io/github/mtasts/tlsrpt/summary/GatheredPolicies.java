package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The policies of one domain in its reports. Bounded; further ones are left out. Not thread-safe. */
final class GatheredPolicies {
    private static final int MAX_POLICIES = 100;

    /** The policies that one verified submitter can add, so that others have room for theirs. */
    private static final int MAX_PER_SUBMITTER = 25;

    /** The largest policy (RFC 8461 section 3.2) in characters. */
    private static final long MAX_LENGTH = 65_536;

    private static final String STS = "sts";
    private static final Comparator<PolicySeen> VERIFIED_AND_RECENT_FIRST = Comparator.comparing(
                    (PolicySeen policy) -> !policy.policyType().equals(STS))
            .thenComparing(policy -> !policy.isVerified())
            .thenComparing(Comparator.comparing(PolicySeen::lastDay)
                    .thenComparing(PolicySeen::firstDay)
                    .reversed())
            .thenComparing(policy -> String.join("\n", policy.lines()));

    private static final int MAX_SUBMITTERS = 1_000;
    private static final int WINDOW_DAYS = 28;

    private final Room.Share room;
    private final Rows<Text, Seen> policies;
    private final Map<String, Integer> added = new HashMap<>();
    private final Map<String, LastSeen> votes = new HashMap<>();
    private int leftOut;

    /** The MTA-STS policies that a verified submitter saw on its last day. */
    private static final class LastSeen {
        private final Set<Text> texts = new HashSet<>();
        private LocalDate day = LocalDate.MIN;

        void add(LocalDate seen, Text text) {
            if (seen.isAfter(day)) {
                texts.clear();
                day = seen;
            }
            if (seen.equals(day)) {
                texts.add(text);
            }
        }
    }

    /** A policy in a report. */
    private record Text(String type, List<String> lines, List<String> mxHosts) {
        long length() {
            long length = 0;
            for (String line : lines) {
                length += line.length();
            }
            for (String host : mxHosts) {
                length += host.length();
            }
            return length;
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

        PolicySeen built(Text text, Set<String> submitters) {
            return new PolicySeen(
                    text.type,
                    text.lines,
                    text.mxHosts,
                    (isVerified ? verified : unverified).sorted(),
                    first,
                    last,
                    submitters,
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
        long length = text.length();
        if (length == 0) {
            return;
        }
        Seen seen = seen(source, text, length);
        if (seen == null) {
            leftOut++;
            return;
        }
        seen.add(source);
        if (type.equals(STS)) {
            source.verified().ifPresent(submitter -> vote(submitter, source, text));
        }
    }

    /** Returns the row of a policy; null if there is no room for it. */
    private @Nullable Seen seen(Source source, Text text, long length) {
        Seen known = policies.map().get(text);
        if (known != null || length > MAX_LENGTH || !hasShare(source)) {
            return known;
        }
        Seen made = policies.row(text, source.isVerified(), length, each -> new Seen(room));
        if (made != null) {
            source.verified().ifPresent(submitter -> added.merge(submitter, 1, Integer::sum));
        }
        return made;
    }

    /** Returns the number of entries whose policy is left out. */
    int leftOut() {
        return leftOut;
    }

    private boolean hasShare(Source source) {
        return source.verified()
                .filter(submitter -> added.getOrDefault(submitter, 0) >= MAX_PER_SUBMITTER)
                .isEmpty();
    }

    private void vote(String submitter, Source source, Text text) {
        if (votes.containsKey(submitter)
                || (votes.size() < MAX_SUBMITTERS && room.take(true, Room.ROW + submitter.length()))) {
            votes.computeIfAbsent(submitter, each -> new LastSeen()).add(source.lastDay(), text);
        }
    }

    /** Returns the verified submitters whose last policy this is, if they saw it in the window. */
    private Set<String> submitters(Text text, LocalDate asOf) {
        if (votes.isEmpty()) {
            return Set.of();
        }
        LocalDate begin = asOf.minusDays(WINDOW_DAYS);
        return votes.entrySet().stream()
                .filter(each -> each.getValue().texts.contains(text))
                .filter(each -> !each.getValue().day.isBefore(begin))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the policies: the latest, then those of verified submitters, then those that were seen last. The latest is the
     * MTA-STS policy that most verified submitters saw last, of the mode that most of them saw last: reporters write one policy
     * in different ways, and one submitter does not outvote two others.
     */
    List<PolicySeen> sorted(LocalDate asOf) {
        List<PolicySeen> sorted = new ArrayList<>();
        policies.map().forEach((text, seen) -> sorted.add(seen.built(text, submitters(text, asOf))));
        sorted.sort(VERIFIED_AND_RECENT_FIRST);
        if (sorted.stream().noneMatch(PolicySeen::isVerified)) {
            return List.copyOf(sorted);
        }
        Map<String, Set<String>> submitters = new HashMap<>();
        sorted.forEach(policy -> submitters
                .computeIfAbsent(policy.mode(), each -> new HashSet<>())
                .addAll(policy.submitters()));
        Comparator<PolicySeen> mostSeen = Comparator.comparing((PolicySeen policy) ->
                        submitters.getOrDefault(policy.mode(), Set.of()).size())
                .thenComparing(policy -> policy.submitters().size());
        sorted.stream()
                .filter(policy -> policy.policyType().equals(STS) && policy.isVerified())
                .reduce((first, next) -> mostSeen.compare(next, first) > 0 ? next : first)
                .ifPresent(latest -> {
                    sorted.remove(latest);
                    sorted.add(0, latest.asLatest());
                });
        return List.copyOf(sorted);
    }
}
