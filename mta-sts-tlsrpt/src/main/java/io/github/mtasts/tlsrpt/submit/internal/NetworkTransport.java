package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends reports by HTTPS, and by mail through a mailer. */
public final class NetworkTransport implements ReportTransport {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkTransport.class);

    /** Replies about the size of a message or of the mailbox (RFC 5321 section 4.2.3, RFC 3463 sections 3.3 and 3.4). */
    private static final Pattern SIZE = Pattern.compile("^552\\b|\\b5\\.(3\\.4|2\\.3)\\b");

    private final HttpsPoster poster;
    private final @Nullable ReportMailer mailer;
    private final SignedMail mail;

    /** @param mailer null if mail cannot be sent */
    public NetworkTransport(HttpsPoster poster, @Nullable ReportMailer mailer, SignedMail mail) {
        this.poster = poster;
        this.mailer = mailer;
        this.mail = mail;
    }

    @Override
    public boolean serves(ReportDestination destination) {
        return mailer != null || destination instanceof ReportDestination.Https;
    }

    @Override
    public SubmissionResult send(ReportFile file, ReportDestination destination, Duration limit) {
        if (destination instanceof ReportDestination.Https https) {
            return poster.post(https.target(), file.gzip(), limit);
        }
        if (mailer == null) {
            return new SubmissionResult.NotTried("no mailer is configured");
        }
        return send(mailer, mail.of(file, (ReportDestination.Mail) destination));
    }

    private static SubmissionResult send(ReportMailer mailer, ReportMail message) {
        MailResult result;
        try {
            result = mailer.send(message);
        } catch (Throwable e) { // a mailer may throw what it does not declare
            LOG.error("Report mailer threw an exception; retrying report for {} later", message.domain(), e);
            return new SubmissionResult.TryLater("mailer: " + Printable.reason(e.toString()), Duration.ZERO);
        }
        return result(result, message);
    }

    private static SubmissionResult result(@Nullable MailResult result, ReportMail message) {
        if (result == null) {
            LOG.error("Report mailer returned null; retrying report for {} later", message.domain());
            return new SubmissionResult.TryLater("the mailer returned null", Duration.ZERO);
        }
        if (result instanceof MailResult.Refused refused) {
            String reason = Printable.reason(refused.reason());
            return new SubmissionResult.Refused(
                    reason, refused.by(), SIZE.matcher(reason).find());
        }
        return result instanceof MailResult.TryLater later
                ? new SubmissionResult.TryLater(Printable.reason(later.reason()), Duration.ZERO)
                : new SubmissionResult.Accepted();
    }
}
