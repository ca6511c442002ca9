package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.policy.PolicyMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a domain can change its policy from testing to enforce without delaying mail, with the evidence. Only
 * sessions under its MTA-STS policy are considered. The evidence comes from verified submitters and from a window that
 * ends on the day of the summary; a failure counts against enforce whoever reports it. Immutable.
 *
 * @param level the result
 * @param evidence a sentence that states the evidence
 * @param reasons a sentence for each failure and each unmet criterion, or the evidence if the level is READY
 * @param wouldChange a sentence for each event that would change the level
 * @param daysCovered the number of days in the window that reports about the policy cover
 * @param submitters the number of distinct verified submitters in the window
 * @param sessions the number of sessions under the policy in the window
 * @param openFailures the failures in the quiet days that would delay mail under enforce
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-8.3">RFC 8461 section 8.3</a>
 */
public record Readiness(
        Level level,
        String evidence,
        List<String> reasons,
        List<String> wouldChange,
        int daysCovered,
        int submitters,
        long sessions,
        List<FailureKind> openFailures) {
    private static final String STS = "sts";
    private static final String ENFORCE = "enforce";
    private static final Set<String> POLICY_FAILURES = Set.of(
            ResultType.STS_POLICY_FETCH_ERROR.token(),
            ResultType.STS_POLICY_INVALID.token(),
            ResultType.STS_WEBPKI_INVALID.token());

    /** The level of readiness. */
    public enum Level {
        /** The reports show that enforce would not delay mail. */
        READY("ready for enforce"),
        /**
         * The policy that the domain publishes now has the mode enforce. If that is not known: the latest policy has it, as the
         * last policy of at least as many verified submitters has as {@link Criteria#submitters} requires.
         */
        ENFORCED("in enforce"),
        /** The policy is in enforce, and has delayed mail recently. */
        ENFORCED_WITH_FAILURES("in enforce, delays mail"),
        /** Enforce would have delayed mail recently. */
        NOT_YET("not yet ready"),
        /** The reports are too few to decide. */
        TOO_LITTLE_EVIDENCE("too little evidence");

        private final String text;

        Level(String text) {
            this.text = text;
        }

        /**
         * Returns the level in words.
         *
         * @return such as {@code ready for enforce}
         */
        public String text() {
            return text;
        }
    }

    /**
     * Copies the lists.
     *
     * @param level the result
     * @param evidence a sentence that states the evidence
     * @param reasons a sentence for each failure and each unmet criterion
     * @param wouldChange a sentence for each event that would change the level
     * @param daysCovered the number of days in the window that reports cover
     * @param submitters the number of submitters
     * @param sessions the number of sessions
     * @param openFailures the failures in the quiet days
     */
    public Readiness {
        reasons = List.copyOf(reasons);
        wouldChange = List.copyOf(wouldChange);
        openFailures = List.copyOf(openFailures);
    }

    /**
     * Computes the readiness of a domain on the day of its summary. The result depends on the arguments only.
     *
     * @param domain the reports about the domain
     * @param criteria the criteria
     * @return the readiness
     */
    public static Readiness of(DomainSummary domain, Criteria criteria) {
        Evidence evidence = Evidence.of(domain, criteria);
        LocalDate quietSince = domain.asOf().minusDays(criteria.quietDays());
        List<FailureKind> recent = domain.failures().stream()
                .filter(failure -> failure.policyType().equals(STS))
                .filter(failure -> !failure.lastSeen().isBefore(quietSince))
                .toList();
        List<FailureKind> open = recent.stream().filter(Readiness::delaysMail).toList();
        List<String> missing = evidence.missing();
        Level level = level(domain, open, missing, criteria);
        List<String> reasons = new ArrayList<>();
        open.forEach(failure -> reasons.add(sentence(failure, domain, quietSince)));
        if (level == Level.NOT_YET || level == Level.TOO_LITTLE_EVIDENCE) {
            reasons.addAll(missing);
        } else {
            reasons.add(evidence.sentence()
                    + (open.isEmpty()
                            ? "; no mail of the last " + Plural.of(criteria.quietDays(), "day")
                                    + " would have been delayed."
                            : "."));
        }
        unverifiedMode(domain)
                .ifPresent(mode -> reasons.add("Only unverified reports show a policy of the domain, with the mode "
                        + mode + "; that does not count."));
        recent.stream()
                .filter(failure -> !delaysMail(failure))
                .forEach(failure -> reasons.add(
                        "Does not delay mail, but leaves it unprotected: " + sentence(failure, domain, quietSince)));
        return new Readiness(
                level,
                evidence.sentence() + ".",
                reasons,
                wouldChange(level, open, evidence, criteria),
                evidence.days(),
                evidence.submitters().size(),
                evidence.sessions(),
                open);
    }

    private static Optional<String> unverifiedMode(DomainSummary domain) {
        return domain.current().isPresent() || domain.latestPolicy().isPresent()
                ? Optional.empty()
                : domain.policies().stream()
                        .filter(policy -> policy.policyType().equals(STS))
                        .map(PolicySeen::mode)
                        .filter(mode -> !mode.isEmpty())
                        .findFirst();
    }

    /** Returns the number of verified submitters whose last policy of the domain has a mode. */
    private static long submitters(DomainSummary domain, String mode) {
        return domain.policies().stream()
                .filter(policy ->
                        policy.policyType().equals(STS) && policy.mode().equals(mode))
                .flatMap(policy -> policy.submitters().stream())
                .distinct()
                .count();
    }

    private static Level level(DomainSummary domain, List<FailureKind> open, List<String> missing, Criteria criteria) {
        if (isEnforced(domain, criteria)) {
            return open.isEmpty() ? Level.ENFORCED : Level.ENFORCED_WITH_FAILURES;
        }
        if (!open.isEmpty()) {
            return Level.NOT_YET;
        }
        return missing.isEmpty() ? Level.READY : Level.TOO_LITTLE_EVIDENCE;
    }

    private static boolean isEnforced(DomainSummary domain, Criteria criteria) {
        return domain.current()
                .map(policy -> policy.mode() == PolicyMode.ENFORCE)
                .orElseGet(() -> domain.latestPolicy()
                        .filter(policy -> policy.mode().equals(ENFORCE))
                        .filter(policy -> submitters(domain, ENFORCE) >= criteria.submitters())
                        .isPresent());
    }

    private static List<String> wouldChange(Level level, List<FailureKind> open, Evidence evidence, Criteria criteria) {
        return switch (level) {
            case ENFORCED, ENFORCED_WITH_FAILURES ->
                List.of("The policy is in enforce already; only another mode would change this.");
            case READY ->
                List.of("A failure that delays mail, or " + Plural.of(criteria.newestDays(), "day")
                        + " without a report of a verified submitter.");
            case TOO_LITTLE_EVIDENCE -> evidence.required();
            case NOT_YET -> {
                LocalDate last = open.stream()
                        .map(FailureKind::lastSeen)
                        .reduce(Days::later)
                        .orElseThrow();
                List<String> change = new ArrayList<>();
                change.add("No such failure for " + Plural.of(criteria.quietDays(), "day") + ": from "
                        + last.plusDays(1) + ", so not before " + last.plusDays(criteria.quietDays() + 1L) + ".");
                change.addAll(evidence.required());
                yield change;
            }
        };
    }

    /** Without a policy, a sender delivers as if the domain had none (RFC 8461 section 3.3). */
    private static boolean delaysMail(FailureKind failure) {
        return !POLICY_FAILURES.contains(failure.resultType());
    }

    private static String sentence(FailureKind failure, DomainSummary domain, LocalDate since) {
        boolean isSoleReporter =
                failure.reporters().size() == 1 && domain.under(STS).reporters().size() > 1;
        return failure.resultType() + at(failure, since) + ", last on " + failure.lastSeen()
                + (isSoleReporter
                        ? ", reported only by " + failure.reporters().iterator().next()
                        : "")
                + (failure.isVerified() ? "" : ", only in unverified reports") + ".";
    }

    /** The policy is not fetched from the MX host that the session was with. */
    private static String at(FailureKind failure, LocalDate since) {
        String sessions = " in " + Plural.of(failure.sessionsSince(since), "session");
        if (failure.mxHost().isEmpty()) {
            return sessions;
        }
        return delaysMail(failure) ? " at " + failure.mxHost() + sessions : sessions + " with " + failure.mxHost();
    }
}
