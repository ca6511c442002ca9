package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Expectation;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.scenario.Evidence;
import io.github.mtasts.lab.scenario.ScenarioContext;

/** Derives the verdict from the evidence. If several apply, the worst one counts. */
final class Judge {
    /** A verdict and its reason. */
    record Judgement(Verdict verdict, String why) {}

    private Judge() {}

    /**
     * Judges a scenario that ran to its end.
     *
     * @param during the evidence at the end of the attack
     * @param after the evidence two hours after the attack
     */
    static Judgement judge(Scenario scenario, ScenarioContext context, Evidence during, Evidence after) {
        Expectation expectation = scenario.expectation();
        if (!context.learned()) {
            return new Judgement(
                    Verdict.OVER_BLOCKED,
                    "the first message, before any attack, had not arrived when the call to the sender returned");
        }
        if (expectation.isPrivate() && after.leaked()) {
            return new Judgement(Verdict.LEAKED, leak(after));
        }
        if (expectation.isPrivate() && context.strayed()) {
            return new Judgement(Verdict.LEAKED, "the message went to a host that does not match the policy in force");
        }
        if (after.held()) {
            return new Judgement(Verdict.OVER_BLOCKED, "one call to the sender took longer than " + context.patience());
        }
        if (expectation == Expectation.RETURN || expectation == Expectation.REFUSE) {
            return returned(scenario, context, during);
        }
        if (after.returned()) {
            return new Judgement(Verdict.BOUNCED, "the message was returned to its author");
        }
        if (expectation != Expectation.WAIT && !during.arrived() && !during.leaked()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the message was not delivered, although the policy allowed it");
        }
        if (expectation == Expectation.WAIT && !after.arrived()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the message did not arrive after the attack had ended");
        }
        return reached(scenario, context, safe(during));
    }

    private static String leak(Evidence evidence) {
        if (evidence.byAttacker()) {
            return "the attacker read the message";
        }
        if (evidence.inClear()) {
            return "the message was on the wire in the clear";
        }
        return evidence.agreedOldTls().stream()
                .findAny()
                .map(version -> "the sender accepted " + version)
                .orElse("the sender connected to a private address that the attacker had named");
    }

    private static Judgement returned(Scenario scenario, ScenarioContext context, Evidence during) {
        if (context.returnedEarly()) {
            return new Judgement(Verdict.BOUNCED, "the message was returned before its time in the queue was over");
        }
        return during.returned()
                ? reached(
                        scenario,
                        context,
                        scenario.expectation() == Expectation.REFUSE
                                ? "it was returned to its author, and no host has it"
                                : "it was returned to its author after its time in the queue")
                : new Judgement(Verdict.OVER_BLOCKED, "the message was neither delivered nor returned");
    }

    /**
     * Judges a sender that is safe by the evidence: the attack must have reached it, and its reports must match the events.
     * A sender that never queries the record is not affected by the first condition.
     */
    private static Judgement reached(Scenario scenario, ScenarioContext context, String safe) {
        if (scenario.needs().contains(Ability.COMPARISON) && context.neverAskedAgain()) {
            throw new IllegalStateException("the sender has the ability " + Ability.COMPARISON.name()
                    + ", but did not query the record again: the attack did not reach it");
        }
        return context.can(Ability.REPORTS)
                ? ReportJudge.judge(scenario, context.reports(), safe)
                : new Judgement(Verdict.SAFE, safe);
    }

    private static String safe(Evidence during) {
        if (during.arrived()) {
            return "it arrived in spite of the attack";
        }
        return during.leaked() ? "it was delivered, as the policy allows" : "it arrived after the attack";
    }
}
