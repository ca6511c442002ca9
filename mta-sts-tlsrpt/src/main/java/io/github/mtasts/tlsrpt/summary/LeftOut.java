package io.github.mtasts.tlsrpt.summary;

/** Why a summary leaves out reports or entries of them. */
public enum LeftOut {
    /** Reports about days after the day of the summary. */
    FUTURE("report about a future day", "reports about future days"),
    /** Reports about days before the period of the summary. */
    OLD("report about days more than a year ago", "reports about days more than a year ago"),
    /** Entries about domains other than those of {@link ReportSummary.Builder#domains}. */
    OTHER_DOMAIN("entry about another domain", "entries about other domains"),
    /** Entries about the domains with the fewest reports, if the domains are too many. */
    TOO_MANY_DOMAINS("entry beyond the largest number of domains", "entries beyond the largest number of domains"),
    /** Entries that are counted without their policy: it is too long, or those of its submitter or domain are too many. */
    POLICY("policy of an entry, too long or too many", "policies of entries, too long or too many"),
    /** Entries that are counted and not in the list of single reports, because they are too many. */
    SINGLE_REPORT("entry in the list of single reports", "entries in the lists of single reports");

    private final String one;
    private final String many;

    LeftOut(String one, String many) {
        this.one = one;
        this.many = many;
    }

    /**
     * Returns a phrase for people.
     *
     * @param number the number of reports or entries
     * @return such as {@code 2 reports about future days}
     */
    public String text(int number) {
        return number + " " + (number == 1 ? one : many);
    }
}
