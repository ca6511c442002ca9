package io.github.mtasts.tool.plan;

import io.github.mtasts.name.PolicyDomain;
import java.util.List;
import java.util.Optional;

/**
 * The steps to a goal, in their order.
 *
 * @param domain the Policy Domain
 * @param goal what they lead to
 * @param section the section of RFC 8461 that they follow
 * @param steps the steps
 * @param wayBack how to go back from where the plan leads
 */
record Plan(PolicyDomain domain, String goal, String section, List<Step> steps, List<String> wayBack) {
    Plan {
        steps = List.copyOf(steps);
        wayBack = List.copyOf(wayBack);
    }

    /** The first step that is not done. */
    Optional<Step> next() {
        return steps.stream().filter(step -> !step.isDone()).findFirst();
    }
}
