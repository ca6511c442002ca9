package io.github.mtasts.lab.catalogue;

import io.github.mtasts.lab.scenario.ScenarioContext;

/**
 * One step of a scenario.
 *
 * @param what the step, in words
 * @param action does it
 */
public record Step(String what, Action action) {
    /** The action of a step. */
    @FunctionalInterface
    public interface Action {
        /**
         * Runs the step.
         *
         * @param context the running scenario
         * @throws Exception if the lab or the sender fails; the scenario breaks off
         */
        void run(ScenarioContext context) throws Exception;
    }
}
