package io.github.mtasts.lab.scenario;

import java.util.List;

/**
 * A step of a scenario, and what was seen while it was done.
 *
 * @param at when, by the lab's clock, from the beginning on: such as {@code +6d 20h}
 * @param what what was done
 * @param seen what was seen, host by host
 */
public record StepTrace(String at, String what, List<Seen> seen) {}
