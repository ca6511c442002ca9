package io.github.mtasts.lab.catalogue;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An attack, and what a safe sender makes of it.
 *
 * @param id its id, which does not change
 * @param family its family
 * @param name what it is called
 * @param attacker where the attacker stands
 * @param power what the attacker can do, in one sentence
 * @param steps what happens, in order
 * @param expectation what a safe sender does with the message
 * @param aim what the attack brings about where it succeeds
 * @param flaws the mistakes that it lives on: with each of them it succeeds
 * @param needs what a sender must do, or let the lab do
 * @param reported RFC 8460 result types; of each set the domain's report must have one
 * @param mayReport further result types that are true of it, and need not be reported
 * @param unreported whether the report must not speak of a policy of type sts
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
        List<String> requirements) {
    /**
     * The result types that are true of it.
     *
     * @return all that must or may be reported
     */
    public Set<String> reportable() {
        Set<String> all = new HashSet<>(mayReport);
        reported.forEach(all::addAll);
        return all;
    }
}
