package io.github.mtasts.lab.report;

import io.github.mtasts.lab.catalogue.Scenario;

/**
 * A scenario that is not counted: it does not apply to the sender, or it broke off.
 *
 * @param id the scenario's id
 * @param family its family
 * @param name its name
 * @param why the ability that the sender lacks, or the failure
 */
public record LeftOut(String id, String family, String name, String why) {
    private static final String BROKE_OFF = "broke off: ";

    /**
     * A scenario that does not apply to the sender.
     *
     * @param scenario the scenario
     * @param why the ability that the sender lacks
     * @return the entry
     */
    public static LeftOut of(Scenario scenario, String why) {
        return new LeftOut(scenario.id(), scenario.family().toString(), scenario.name(), why);
    }

    /**
     * A scenario that did not run to its end. There is no verdict on the sender.
     *
     * @param scenario the scenario
     * @param reason the failure
     * @return the entry
     */
    public static LeftOut brokenOff(Scenario scenario, String reason) {
        return of(scenario, BROKE_OFF + reason);
    }

    /**
     * Whether it broke off.
     *
     * @return false when it does not apply
     */
    public boolean hasBrokenOff() {
        return why.startsWith(BROKE_OFF);
    }
}
