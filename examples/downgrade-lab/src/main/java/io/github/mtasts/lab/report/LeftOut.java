package io.github.mtasts.lab.report;

/**
 * A scenario that could not apply to a sender.
 *
 * @param id the scenario's id
 * @param family its family
 * @param name what it is called
 * @param why what the sender does not do
 */
public record LeftOut(String id, String family, String name, String why) {}
