package io.github.mtasts.lab.report;

import io.github.mtasts.lab.catalogue.Scenario;

/**
 * A scenario that is not counted: it could not apply to a sender, or it broke off.
 *
 * @param id the scenario's id
 * @param family its family
 * @param name what it is called
 * @param why what the sender does not do, or what broke
 */
public record LeftOut(String id, String family, String name, String why) {
    private static final String BROKE_OFF = "broke off: ";

    /**
     * A scenario that is not counted.
     *
     * @param scenario the scenario
     * @param why what the sender does not do
     * @return it
     */
    public static LeftOut of(Scenario scenario, String why) {
        return new LeftOut(scenario.id(), scenario.family().toString(), scenario.name(), why);
    }

    /**
     * A scenario that was not played to its end, which says nothing about the sender's safety.
     *
     * @param scenario the scenario
     * @param reason what broke
     * @return it
     */
    public static LeftOut brokenOff(Scenario scenario, String reason) {
        return of(scenario, BROKE_OFF + reason);
    }

    /**
     * Whether it broke off.
     *
     * @return false when it could not apply
     */
    public boolean hasBrokenOff() {
        return why.startsWith(BROKE_OFF);
    }
}
