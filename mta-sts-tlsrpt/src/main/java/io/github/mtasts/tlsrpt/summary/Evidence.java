package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The reports of verified submitters about days in the window.
 *
 * @param asOf the last day of the window
 * @param criteria the criteria
 * @param days the number of days covered
 * @param sessions the number of sessions
 * @param newest the last day covered, also before the window
 * @param submitters the submitters in alphabetical order
 * @param sawCurrent the number of submitters whose last policy is the one that the domain publishes now; empty if that is not
 *     known
 */
record Evidence(
        LocalDate asOf,
        Criteria criteria,
        int days,
        long sessions,
        Optional<LocalDate> newest,
        List<String> submitters,
        OptionalInt sawCurrent) {
    private static final String STS = "sts";

    static Evidence of(DomainSummary domain, Criteria criteria) {
        DomainSummary.Verified verified = domain.under(STS).verified();
        LocalDate asOf = domain.asOf();
        LocalDate begin = asOf.minusDays(criteria.windowDays());
        List<DaySessions> days = verified.days().stream()
                .filter(day -> !day.day().isBefore(begin))
                .toList();
        return new Evidence(
                asOf,
                criteria,
                days.size(),
                days.stream()
                        .map(day -> Saturated.sum(day.successes(), day.failures()))
                        .reduce(0L, Saturated::sum),
                verified.lastDays().values().stream().reduce(Days::later),
                verified.lastDays().entrySet().stream()
                        .filter(each -> !each.getValue().isBefore(begin))
                        .map(each -> each.getKey())
                        .toList(),
                sawCurrent(domain));
    }

    private static OptionalInt sawCurrent(DomainSummary domain) {
        if (domain.current().isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) domain.policies().stream()
                .filter(policy -> domain.isCurrent(policy).orElse(false))
                .flatMap(policy -> policy.submitters().stream())
                .distinct()
                .count());
    }

    private boolean isAboutCurrent() {
        return sawCurrent.orElse(criteria.submitters()) >= criteria.submitters();
    }

    /** Returns the evidence, without a full stop. */
    String sentence() {
        return Plural.of(sessions, "session") + " reported by " + Plural.of(submitters.size(), "verified submitter")
                + (submitters.isEmpty() ? "" : " (" + String.join(", ", submitters) + ")") + " on " + days
                + " of the last " + Plural.of(criteria.windowDays(), "day")
                + newest.map(day -> ", the newest on " + day).orElse("");
    }

    private boolean isRecent() {
        LocalDate oldest = asOf.minusDays(criteria.newestDays());
        return newest.filter(day -> !day.isBefore(oldest)).isPresent();
    }

    /** Returns a sentence for each unmet criterion. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (days < criteria.days()) {
            missing.add("Days covered by reports of verified submitters: " + days + " in the last "
                    + Plural.of(criteria.windowDays(), "day") + ", " + criteria.days() + " required.");
        }
        if (submitters.size() < criteria.submitters()) {
            missing.add("Verified submitters: " + submitters.size() + " of " + criteria.submitters() + " required.");
        }
        if (!isAboutCurrent()) {
            missing.add("Verified submitters that saw the policy of now: " + sawCurrent.orElseThrow() + " of "
                    + criteria.submitters() + " required.");
        }
        if (sessions < criteria.sessions()) {
            missing.add("Sessions under the policy: " + sessions + " of " + criteria.sessions() + " required.");
        }
        if (!isRecent()) {
            missing.add("Newest report of a verified submitter: "
                    + newest.map(day -> "about " + day).orElse("none")
                    + "; one about the last " + Plural.of(criteria.newestDays(), "day") + " is required.");
        }
        return missing;
    }

    /** Returns a sentence for each event that would meet a criterion. */
    List<String> required() {
        List<String> required = new ArrayList<>();
        if (days < criteria.days()) {
            required.add("Reports of verified submitters about " + Plural.of(criteria.days() - days, "more day") + ".");
        }
        if (submitters.size() < criteria.submitters()) {
            required.add("Reports of " + Plural.of(criteria.submitters() - submitters.size(), "more verified submitter")
                    + ".");
        }
        if (!isAboutCurrent()) {
            required.add("Reports of "
                    + Plural.of(criteria.submitters() - sawCurrent.orElseThrow(), "more verified submitter")
                    + " that show the policy of now.");
        }
        if (sessions < criteria.sessions()) {
            required.add("Reports of " + Plural.of(criteria.sessions() - sessions, "more session") + ".");
        }
        if (!isRecent()) {
            required.add("A report of a verified submitter about " + asOf.minusDays(criteria.newestDays())
                    + " or a later day.");
        }
        return required;
    }
}
