package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.tlsrpt.record.ReportDestination;
import java.util.Locale;

/**
 * The host that a submission burdens. Immutable.
 *
 * @param name the host of an https destination, or the domain of the first address of a mail destination, in lower case
 * @param isMail whether a mailer takes the report
 */
public record SubmissionHost(String name, boolean isMail) {
    /** Returns the host of a destination. */
    public static SubmissionHost of(ReportDestination destination) {
        if (destination instanceof ReportDestination.Https https) {
            return new SubmissionHost(https.target().getHost().toLowerCase(Locale.ROOT), false);
        }
        String address = ((ReportDestination.Mail) destination).addresses().get(0);
        return new SubmissionHost(address.substring(address.lastIndexOf('@') + 1), true);
    }
}
