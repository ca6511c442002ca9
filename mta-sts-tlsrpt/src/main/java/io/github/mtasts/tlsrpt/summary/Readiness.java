package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.failure.ResultType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a domain can go from testing to enforce without losing mail, with the evidence. Only what senders counted under its
 * MTA-STS policy speaks for or against it. Immutable.
 *
 * @param verdict whether
 * @param reasons a sentence for each thing that is missing; what speaks for it when the verdict is READY
 * @param daysCovered days that reports about the policy cover
 * @param reporters organisations that reported about the policy
 * @param sessions sessions under the policy
 * @param openFailures failures under the policy within the quiet days that enforce would turn into waiting mail
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
    private static final Set<String> POLICY_FAILURES = Set.of(
            ResultType.STS_POLICY_FETCH_ERROR.token(),
            ResultType.STS_POLICY_INVALID.token(),
            ResultType.STS_WEBPKI_INVALID.token());

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
        DomainSummary.Counted sts = domain.under(STS);
        List<FailureKind> lately = lately(domain, criteria);
        List<FailureKind> open =
                lately.stream().filter(Readiness::holdsBackMail).toList();
        List<String> missing = missing(sts, criteria);
        Verdict verdict =
                !open.isEmpty() ? Verdict.NOT_YET : missing.isEmpty() ? Verdict.READY : Verdict.TOO_LITTLE_EVIDENCE;
        List<String> reasons = new ArrayList<>();
        open.forEach(failure -> reasons.add(sentence(failure, sts)));
        reasons.addAll(missing);
        if (verdict == Verdict.READY) {
            reasons.add(sts.sessions() + " sessions by " + sts.reporters().size() + " organisations on "
                    + sts.days().size() + " days, and none in the last " + criteria.quietDays()
                    + " days would have been held back.");
        }
        lately.stream()
                .filter(failure -> !holdsBackMail(failure))
                .forEach(failure ->
                        reasons.add("Holds back no mail, but leaves it unprotected: " + sentence(failure, sts)));
        return new Readiness(
                verdict, reasons, sts.days().size(), sts.reporters().size(), sts.sessions(), open);
    }

    /** Only what was counted under the policy speaks for it. */
    private static List<String> missing(DomainSummary.Counted sts, Criteria criteria) {
        List<String> missing = new ArrayList<>();
        if (sts.days().size() < criteria.days()) {
            missing.add("Days that reports cover: " + sts.days().size() + " of the " + criteria.days()
                    + " that are asked for.");
        }
        if (sts.reporters().size() < criteria.reporters()) {
            missing.add("Organisations that reported: " + sts.reporters().size() + " of the " + criteria.reporters()
                    + " that are asked for.");
        }
        if (sts.sessions() < criteria.sessions()) {
            missing.add("Sessions under the policy: " + sts.sessions() + " of the " + criteria.sessions()
                    + " that are asked for.");
        }
        return missing;
    }

    /** Under the policy, seen within the quiet days, which end with the last day that a report covers. */
    private static List<FailureKind> lately(DomainSummary domain, Criteria criteria) {
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

    /** Who cannot get a policy delivers as if there were none (RFC 8461 section 3.3). */
    private static boolean holdsBackMail(FailureKind failure) {
        return !POLICY_FAILURES.contains(failure.resultType());
    }

    private static String sentence(FailureKind failure, DomainSummary.Counted sts) {
        boolean isLonely = failure.reporters().size() == 1 && sts.reporters().size() > 1;
        return failure.resultType() + (failure.mxHost().isEmpty() ? "" : " at " + failure.mxHost()) + " in "
                + failure.sessions() + " sessions, last on " + failure.lastSeen()
                + (isLonely ? ", seen by " + failure.reporters().iterator().next() + " alone" : "") + ".";
    }
}
