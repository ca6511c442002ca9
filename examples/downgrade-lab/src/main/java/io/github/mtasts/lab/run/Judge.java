package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Must;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.stage.Evidence;
import io.github.mtasts.lab.stage.Reports;
import io.github.mtasts.lab.stage.Stage;
import java.util.Set;
import java.util.TreeSet;

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
    static Judgement judge(Scenario scenario, Stage stage, Evidence during, Evidence after) {
        Must must = scenario.must();
        if (!stage.learned()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the first message, before any attack, did not arrive");
        }
        if (must.isPrivate() && after.leaked()) {
            return new Judgement(Verdict.LEAKED, leak(after));
        }
        if (after.held()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the sender did not come back from one delivery");
        }
        if (must == Must.RETURN) {
            return returned(stage, during);
        }
        if (after.returned()) {
            return new Judgement(Verdict.BOUNCED, "the message came back to its author");
        }
        if (must != Must.WAIT && !during.arrived() && !during.leaked()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the message did not go out, though nothing forbade it");
        }
        if (must == Must.WAIT && !after.arrived()) {
            return new Judgement(Verdict.OVER_BLOCKED, "the message did not arrive after the attack was over");
        }
        return stage.can(Ability.REPORTS) ? reported(scenario, stage.reports()) : safe(during);
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

    private static Judgement returned(Stage stage, Evidence during) {
        if (stage.returnedEarly()) {
            return new Judgement(Verdict.BOUNCED, "the message came back before its time in the queue was over");
        }
        return during.returned()
                ? new Judgement(Verdict.SAFE, "it was returned to its author, and not too early")
                : new Judgement(Verdict.OVER_BLOCKED, "the message was held for ever");
    }

    private static Judgement reported(Scenario scenario, Reports reports) {
        Set<String> told = new TreeSet<>(reports.failuresUnderSts());
        for (Set<String> oneOf : scenario.reported()) {
            if (told.stream().noneMatch(oneOf::contains)) {
                return new Judgement(
                        Verdict.UNREPORTED,
                        "no report says " + String.join(" or ", new TreeSet<>(oneOf)) + ", but " + told);
            }
        }
        if (scenario.unreported() && reports.tellOfSts()) {
            return new Judgement(Verdict.UNREPORTED, "a report speaks of a policy of type sts");
        }
        return new Judgement(
                Verdict.SAFE, told.isEmpty() ? "nothing to report" : "reported: " + String.join(", ", told));
    }

    private static Judgement safe(Evidence during) {
        if (during.arrived()) {
            return new Judgement(Verdict.SAFE, "it arrived in spite of the attack");
        }
        return new Judgement(
                Verdict.SAFE, during.leaked() ? "it went out, as the domain permits" : "it arrived after the attack");
    }
}
