package io.github.mtasts.lab.catalogue;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An attack and the expected behaviour of a safe sender. Immutable.
 *
 * @param id its id, which is stable
 * @param family its family
 * @param name its name
 * @param attacker the position of the attacker
 * @param power the capability of the attacker, in one sentence without a subject
 * @param steps the steps, in order
 * @param expectation the behaviour of a safe sender
 * @param aim the verdict if the attack succeeds
 * @param flaws the mistakes that it exploits: with each of them it succeeds
 * @param needs the abilities that a sender must have
 * @param reported RFC 8460 result types; the domain's report must contain one of each set
 * @param mayReport further result types that a report may contain
 * @param unreported whether the report must not contain a policy of type sts
 * @param unblamed whether the report must not contain a failure of a session without a policy
 * @param requirements the conformance ids it exercises
 */
public record Scenario(
        String id,
        Family family,
        String name,
        Attacker attacker,
        String power,
        List<Step> steps,
        Expectation expectation,
        Verdict aim,
        Set<Flaw> flaws,
        Set<Ability> needs,
        List<Set<String>> reported,
        Set<String> mayReport,
        boolean unreported,
        boolean unblamed,
        List<String> requirements) {
    /**
     * All result types that a report may contain.
     *
     * @return required and allowed types
     */
    public Set<String> reportable() {
        Set<String> all = new HashSet<>(mayReport);
        reported.forEach(all::addAll);
        return all;
    }
}
