package io.github.mtasts.lab.scenario;

import java.util.List;

/**
 * A step of a scenario with the network traffic during it.
 *
 * @param at the time on the lab's clock since the start, such as {@code +6d 20:00}
 * @param what the step, in words
 * @param seen the traffic, host by host
 */
public record StepTrace(String at, String what, List<Seen> seen) {}
