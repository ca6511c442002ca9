package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Expectation;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.scenario.Evidence;
import io.github.mtasts.lab.scenario.ScenarioContext;

/** Says what the evidence means. The worst that is true is the verdict. */
final class Judge {
    /** A verdict and its reason. */
    record Judgement(Verdict verdict, String why) {}

    private Judge() {}

    /**
     * Judges a scenario that was played to its end.
     *
     * @param during what was seen up to the end of the attack
     * @param after what was seen when it had been over for a while
     */
    static Judgement judge(Scenario scenario, ScenarioContext context, Evidence during, Evidence after) {
        Expectation expectation = scenario.expectation();
        if (!context.learned()) {
            return new Judgement(
                    Verdict.OVER_BLOCKED,
                    "the first message, before any attack, had not arrived when the sender said that it was tried");
        }
        if (expectation.isPrivate() && after.leaked()) {
            return new Judgement(Verdict.LEAKED, leak(after));
        }
        if (expectation.isPrivate() && context.strayed()) {
            return new Judgement(Verdict.LEAKED, "the message went to a host that the policy in force did not name");
        }
        if (after.held()) {
            return new Judgement(
                    Verdict.OVER_BLOCKED,
                    "the sender did not come back from one delivery within " + context.patience());
        }
        if (expectation == Expectation.RETURN) {
            return returned(scenario, context, during);
        }
        if (after.returned()) {
            return new Judgement(Verdict.BOUNCED, "the message came back to its author");
        }
        if (expectation != Expectation.WAIT && !during.arrived() && !during.leaked()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the message did not go out, though nothing forbade it");
        }
        if (expectation == Expectation.WAIT && !after.arrived()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the message did not arrive after the attack was over");
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
                .map(version -> "the sender went on with " + version)
                .orElse("the sender connected to an address inside that the attacker had named");
    }

    private static Judgement returned(Scenario scenario, ScenarioContext context, Evidence during) {
        if (context.returnedEarly()) {
            return new Judgement(Verdict.BOUNCED, "the message came back before its time in the queue was over");
        }
        return during.returned()
                ? reached(scenario, context, "it was returned to its author, and not too early")
                : new Judgement(Verdict.OVER_BLOCKED, "the message was held for ever");
    }

    /**
     * What is safe otherwise is so if the attack reached the sender at all, and its reports tell what was seen. A sender that
     * never looks at records is not concerned.
     */
    private static Judgement reached(Scenario scenario, ScenarioContext context, String safe) {
        if (scenario.needs().contains(Ability.COMPARISON) && context.neverAskedAgain()) {
            throw new IllegalStateException("it was said to look at the record again (" + Ability.COMPARISON.name()
                    + "), but did not, so that the attack did not reach it");
        }
        return context.can(Ability.REPORTS)
                ? ReportJudge.judge(scenario, context.reports(), safe)
                : new Judgement(Verdict.SAFE, safe);
    }

    private static String safe(Evidence during) {
        if (during.arrived()) {
            return "it arrived in spite of the attack";
        }
        return during.leaked() ? "it went out, as the domain permits" : "it arrived after the attack";
    }
}
