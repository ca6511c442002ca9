package io.github.mtasts.lab.report;

import java.util.List;

/**
 * What the catalogue showed of a sender.
 *
 * @param sender its name
 * @param date when it was run, as ISO 8601 in UTC
 * @param platform the Java and the system it was run on
 * @param rows the scenarios that were run, in the order of the catalogue
 * @param leftOut those that cannot apply, and those that broke off
 */
public record SenderResult(String sender, String date, String platform, List<Row> rows, List<LeftOut> leftOut) {
    /**
     * How many scenarios broke off.
     *
     * @return how many of those left out
     */
    public int brokenOff() {
        return (int) leftOut.stream().filter(LeftOut::hasBrokenOff).count();
    }

    /**
     * The day of its date.
     *
     * @return such as {@code 2026-11-26}
     */
    public String day() {
        int time = date.indexOf('T');
        return time < 0 ? date : date.substring(0, time);
    }
}
