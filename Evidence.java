package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Picks failures and says what to make of them.
 *
 * @param failures all failures of a domain
 * @param reporters who reports on the domain
 */
record Evidence(List<FailureHistory> failures, Set<String> reporters) {
    private static final Comparator<FailureEvidence> MOST_FREQUENT_FIRST = Comparator.comparingLong(
                    FailureEvidence::sessions)
            .reversed()
            .thenComparing(evidence -> evidence.history().failure());

    List<FailureEvidence> between(LocalDate first, LocalDate last, Predicate<FailureHistory> wanted) {
        return failures.stream()
                .filter(wanted)
                .map(history -> evidence(history, history.sessionsBetween(first, last)))
                .filter(evidence -> evidence.sessions() > 0)
                .sorted(MOST_FREQUENT_FIRST)
                .toList();
    }

    private FailureEvidence evidence(FailureHistory history, long sessions) {
        FailureMeaning meaning = FailureMeaning.of(history.failure().resultType());
        boolean singleReporter = reporters.size() > 1 && witnesses(history).size() == 1;
        return new FailureEvidence(history, sessions, singleReporter, meaning.meaning(), meaning.action());
    }

    /** Who saw this kind of failure on this MX host; the reasons differ from reporter to reporter. */
    private Set<String> witnesses(FailureHistory history) {
        return failures.stream()
                .filter(other -> isSameKind(other.failure(), history.failure()))
                .flatMap(other -> other.reporters().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isSameKind(FailureKey one, FailureKey other) {
        return one.policyType().equals(other.policyType())
                && one.resultType().equals(other.resultType())
                && one.mxHost().equals(other.mxHost());
    }
}
