package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.outcome.PolicyType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Whether a domain can go from testing to enforce, and why. Only failures under policies of type sts count against it, and
 * of these only the ones for which senders would hold mail back; the others are shown. Immutable.
 *
 * @param domain what was looked at
 * @param verdict the answer
 * @param firstDay the first UTC day that was looked at
 * @param lastDay the last UTC day that was looked at
 * @param days how many of these days reports cover
 * @param sessions what they counted
 * @param reporters the organisations that reported
 * @param openFailures what enforce would turn into mail held back, seen within the quiet days; the most frequent first
 * @param otherFailures what else failed within the days looked at; the most frequent first
 * @param missing what evidence is lacking, in sentences; empty when there is enough
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5">RFC 8461 section 5</a>
 */
public record Readiness(
        DomainSummary domain,
        Verdict verdict,
        LocalDate firstDay,
        LocalDate lastDay,
        int days,
        Sessions sessions,
        SortedSet<String> reporters,
        List<FailureEvidence> openFailures,
        List<FailureEvidence> otherFailures,
        List<String> missing) {
    /** The answer. */
    public enum Verdict {
        /** There is enough evidence, and nothing in it speaks against enforce. */
        READY,
        /** Mail would have been held back lately. */
        NOT_YET,
        /** Nothing speaks against enforce, but the reports are too few to tell. */
        TOO_LITTLE_EVIDENCE
    }

    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param domain what was looked at
     * @param verdict the answer
     * @param firstDay the first day that was looked at
     * @param lastDay the last day that was looked at
     * @param days how many of these days reports cover
     * @param sessions what they counted
     * @param reporters the organisations that reported
     * @param openFailures what enforce would turn into mail held back
     * @param otherFailures what else failed
     * @param missing what evidence is lacking
     */
    public Readiness {
        openFailures = List.copyOf(openFailures);
        otherFailures = List.copyOf(otherFailures);
        missing = List.copyOf(missing);
    }

    /**
     * Judges a domain as of the last day that its reports cover.
     *
     * @param domain the domain
     * @param criteria how much evidence is enough
     * @return the verdict with its evidence
     */
    public static Readiness of(DomainSummary domain, ReadinessCriteria criteria) {
        return of(domain, criteria, domain.lastDay());
    }

    /**
     * Judges a domain.
     *
     * @param domain the domain
     * @param criteria how much evidence is enough
     * @param lastDay the last UTC day to look at; reports on a day come in on the next
     * @return the verdict with its evidence
     */
    public static Readiness of(DomainSummary domain, ReadinessCriteria criteria, LocalDate lastDay) {
        LocalDate firstDay = lastDay.minusDays(criteria.windowDays() - 1L);
        LocalDate quietSince = lastDay.minusDays(criteria.quietDays() - 1L);
        PolicyTotals sts = domain.policy(PolicyType.STS.token()).between(firstDay, lastDay);
        Evidence evidence = new Evidence(domain.failures(), sts.reporters());
        List<FailureEvidence> open = evidence.between(quietSince, lastDay, Readiness::wouldHoldBack);
        List<FailureHistory> named = open.stream().map(FailureEvidence::history).toList();
        List<FailureEvidence> others = evidence.between(firstDay, lastDay, history -> !named.contains(history));
        List<String> missing = missing(criteria, sts, quietSince);
        return new Readiness(
                domain,
                verdict(open, missing),
                firstDay,
                lastDay,
                sts.reportersByDay().size(),
                sts.sessions(),
                sts.reporters(),
                open,
                others,
                missing);
    }

    private static boolean wouldHoldBack(FailureHistory history) {
        FailureKey failure = history.failure();
        return failure.policyType().equals(PolicyType.STS.token())
                && FailureMeaning.of(failure.resultType()).defers();
    }

    private static Verdict verdict(List<FailureEvidence> open, List<String> missing) {
        if (!open.isEmpty()) {
            return Verdict.NOT_YET;
        }
        return missing.isEmpty() ? Verdict.READY : Verdict.TOO_LITTLE_EVIDENCE;
    }

    private static List<String> missing(ReadinessCriteria criteria, PolicyTotals sts, LocalDate quietSince) {
        List<String> missing = new ArrayList<>();
        if (sts.reportersByDay().isEmpty()) {
            missing.add("no report names a policy of type sts");
            return missing;
        }
        lacking(missing, sts.reportersByDay().size(), criteria.days(), "days are covered");
        lacking(missing, sts.reporters().size(), criteria.reporters(), "organisations reported");
        lacking(missing, sts.sessions().total(), criteria.sessions(), "sessions were counted");
        if (sts.reportersByDay().tailMap(quietSince).isEmpty()) {
            missing.add("no report covers the last " + criteria.quietDays() + " days");
        }
        return missing;
    }

    private static void lacking(List<String> missing, long found, long wanted, String what) {
        if (found < wanted) {
            missing.add(found + " of " + wanted + " " + what);
        }
    }
}
