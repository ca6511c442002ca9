package io.github.mtasts.lab.report;

import java.util.List;

/**
 * The results of one sender.
 *
 * @param sender its name
 * @param date the time of the run, as ISO 8601 in UTC
 * @param platform the Java version and the operating system
 * @param rows the scenarios that were run, in the order of the catalogue
 * @param leftOut the scenarios that do not apply or broke off
 */
public record SenderResult(String sender, String date, String platform, List<Row> rows, List<LeftOut> leftOut) {
    /**
     * The number of scenarios that broke off.
     *
     * @return a count
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
