package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.failure.ResultType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a domain can change its policy from testing to enforce without delaying mail, with the evidence. Only
 * sessions under its MTA-STS policy are considered. Immutable.
 *
 * @param level the result
 * @param reasons a sentence for each failure and each unmet criterion, or for the evidence if the level is READY
 * @param daysCovered the number of days that reports about the policy cover
 * @param reporters the number of organisations that reported about the policy
 * @param sessions the number of sessions under the policy
 * @param openFailures the failures in the quiet days that would delay mail under enforce
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-8.3">RFC 8461 section 8.3</a>
 */
public record Readiness(
        Level level,
        List<String> reasons,
        int daysCovered,
        int reporters,
        long sessions,
        List<FailureKind> openFailures) {
    private static final String STS = "sts";
    private static final Set<String> POLICY_FAILURES = Set.of(
            ResultType.STS_POLICY_FETCH_ERROR.token(),
            ResultType.STS_POLICY_INVALID.token(),
            ResultType.STS_WEBPKI_INVALID.token());

    /** The level of readiness. */
    public enum Level {
        /** The reports show that enforce would not delay mail. */
        READY("ready for enforce"),
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
     * @param reasons a sentence for each failure and each unmet criterion
     * @param daysCovered the number of days that reports cover
     * @param reporters the number of organisations
     * @param sessions the number of sessions
     * @param openFailures the failures in the quiet days
     */
    public Readiness {
        reasons = List.copyOf(reasons);
        openFailures = List.copyOf(openFailures);
    }

    /**
     * Computes the readiness of a domain. The result depends on the arguments only.
     *
     * @param domain the reports about the domain
     * @param criteria the criteria
     * @return the readiness
     */
    public static Readiness of(DomainSummary domain, Criteria criteria) {
        DomainSummary.Counted sts = domain.under(STS);
        List<FailureKind> recent = recent(domain, criteria);
        List<FailureKind> open = recent.stream().filter(Readiness::delaysMail).toList();
        List<String> missing = missing(sts, criteria);
        Level level = !open.isEmpty() ? Level.NOT_YET : missing.isEmpty() ? Level.READY : Level.TOO_LITTLE_EVIDENCE;
        List<String> reasons = new ArrayList<>();
        open.forEach(failure -> reasons.add(sentence(failure, sts)));
        reasons.addAll(missing);
        if (level == Level.READY) {
            reasons.add(
                    sts.sessions() + " sessions reported by " + sts.reporters().size() + " organisations on "
                            + sts.days().size() + " days; none of the last " + criteria.quietDays()
                            + " days would have been delayed.");
        }
        recent.stream()
                .filter(failure -> !delaysMail(failure))
                .forEach(failure ->
                        reasons.add("Does not delay mail, but leaves it unprotected: " + sentence(failure, sts)));
        return new Readiness(level, reasons, sts.days().size(), sts.reporters().size(), sts.sessions(), open);
    }

    /** Returns the unmet criteria, for sessions under the policy. */
    private static List<String> missing(DomainSummary.Counted sts, Criteria criteria) {
        List<String> missing = new ArrayList<>();
        if (sts.days().size() < criteria.days()) {
            missing.add("Days covered by reports: " + sts.days().size() + " of " + criteria.days() + " required.");
        }
        if (sts.reporters().size() < criteria.reporters()) {
            missing.add("Reporting organisations: " + sts.reporters().size() + " of " + criteria.reporters()
                    + " required.");
        }
        if (sts.sessions() < criteria.sessions()) {
            missing.add("Sessions under the policy: " + sts.sessions() + " of " + criteria.sessions() + " required.");
        }
        return missing;
    }

    /** Returns the failures under the policy in the quiet days, which end with the last day that a report covers. */
    private static List<FailureKind> recent(DomainSummary domain, Criteria criteria) {
        List<DaySessions> days = domain.under(STS).days();
        if (days.isEmpty()) {
            return List.of();
        }
        LocalDate quietSince = days.get(days.size() - 1).day().minusDays(criteria.quietDays() - 1L);
        return domain.failures().stream()
                .filter(failure -> failure.policyType().equals(STS))
                .filter(failure -> !failure.lastSeen().isBefore(quietSince))
                .toList();
    }

    /** Without a policy, a sender delivers as if the domain had none (RFC 8461 section 3.3). */
    private static boolean delaysMail(FailureKind failure) {
        return !POLICY_FAILURES.contains(failure.resultType());
    }

    private static String sentence(FailureKind failure, DomainSummary.Counted sts) {
        boolean isSoleReporter =
                failure.reporters().size() == 1 && sts.reporters().size() > 1;
        return failure.resultType() + (failure.mxHost().isEmpty() ? "" : " at " + failure.mxHost()) + " in "
                + failure.sessions() + " sessions, last on " + failure.lastSeen()
                + (isSoleReporter
                        ? ", reported only by " + failure.reporters().iterator().next()
                        : "") + ".";
    }
}
