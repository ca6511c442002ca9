package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a domain can go from testing to enforce without losing mail, with the evidence. Only what senders counted under its
 * MTA-STS policy speaks for or against it. Immutable.
 *
 * @param verdict whether
 * @param reasons a sentence for each thing that is missing; what speaks for it when the verdict is READY
 * @param daysCovered days with sessions under the policy, or reports about them
 * @param reporters organisations that reported
 * @param sessions sessions under the policy
 * @param openFailures failures under the policy within the quiet days
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-8.3">RFC 8461 section 8.3</a>
 */
public record Readiness(
        Verdict verdict,
        List<String> reasons,
        int daysCovered,
        int reporters,
        long sessions,
        List<FailureKind> openFailures) {
    private static final String STS = "sts";

    /** Whether a domain is ready. */
    public enum Verdict {
        /** Nothing that was reported speaks against enforce. */
        READY("ready for enforce"),
        /** Mail would have been held back lately. */
        NOT_YET("not yet ready"),
        /** Too little is known. */
        TOO_LITTLE_EVIDENCE("too little evidence");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /**
         * For people.
         *
         * @return such as {@code ready for enforce}
         */
        public String text() {
            return text;
        }
    }

    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param verdict whether
     * @param reasons a sentence for each thing
     * @param daysCovered days with reports
     * @param reporters organisations that reported
     * @param sessions sessions under the policy
     * @param openFailures failures within the quiet days
     */
    public Readiness {
        reasons = List.copyOf(reasons);
        openFailures = List.copyOf(openFailures);
    }

    /**
     * Judges a domain.
     *
     * @param domain what was reported about it
     * @param criteria what is asked for
     * @return the verdict, which depends on nothing but these two
     */
    public static Readiness of(DomainSummary domain, Criteria criteria) {
        DomainSummary.Sessions sts = domain.byPolicyType().getOrDefault(STS, new DomainSummary.Sessions(0, 0));
        long sessions = Saturated.sum(sts.successes(), sts.failures());
        int days = domain.days().size();
        int reporters = domain.reporters().size();
        List<FailureKind> open = open(domain, criteria);
        List<String> missing = new ArrayList<>();
        if (days < criteria.days()) {
            missing.add("Days that reports cover: " + days + " of the " + criteria.days() + " that are asked for.");
        }
        if (reporters < criteria.reporters()) {
            missing.add("Organisations that reported: " + reporters + " of the " + criteria.reporters()
                    + " that are asked for.");
        }
        if (sessions < criteria.sessions()) {
            missing.add("Sessions under the policy: " + sessions + " of the " + criteria.sessions()
                    + " that are asked for.");
        }
        Verdict verdict =
                !open.isEmpty() ? Verdict.NOT_YET : missing.isEmpty() ? Verdict.READY : Verdict.TOO_LITTLE_EVIDENCE;
        List<String> reasons = new ArrayList<>();
        for (FailureKind failure : open) {
            reasons.add(sentence(failure, domain));
        }
        reasons.addAll(missing);
        if (verdict == Verdict.READY) {
            reasons.add(sessions + " sessions by " + reporters + " organisations on " + days
                    + " days, and none failed in the last " + criteria.quietDays() + " days.");
        }
        return new Readiness(verdict, reasons, days, reporters, sessions, open);
    }

    /** Seen within the quiet days, which end with the last day that a report covers. */
    private static List<FailureKind> open(DomainSummary domain, Criteria criteria) {
        if (domain.days().isEmpty()) {
            return List.of();
        }
        LocalDate last = domain.days().get(domain.days().size() - 1).day();
        LocalDate quietSince = last.minusDays(criteria.quietDays() - 1L);
        return domain.failures().stream()
                .filter(failure -> failure.policyType().equals(STS))
                .filter(failure -> !failure.lastSeen().isBefore(quietSince))
                .toList();
    }

    private static String sentence(FailureKind failure, DomainSummary domain) {
        boolean isLonely = failure.reporters().size() == 1 && domain.reporters().size() > 1;
        return failure.resultType() + (failure.mxHost().isEmpty() ? "" : " at " + failure.mxHost()) + " in "
                + failure.sessions() + " sessions, last on " + failure.lastSeen()
                + (isLonely ? ", seen by " + failure.reporters().iterator().next() + " alone" : "") + ".";
    }
}
