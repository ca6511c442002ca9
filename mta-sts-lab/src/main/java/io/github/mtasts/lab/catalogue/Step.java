package io.github.mtasts.lab.catalogue;

import io.github.mtasts.lab.scenario.ScenarioContext;

/**
 * One step of a scenario.
 *
 * @param what what happens, in words
 * @param action does it
 */
public record Step(String what, Action action) {
    /** What a step does. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @param context where it happens
         * @throws Exception when the lab or the sender is broken; the scenario breaks off
         */
        void on(ScenarioContext context) throws Exception;
    }
}
