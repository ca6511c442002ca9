package io.github.mtasts.james;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import java.time.Instant;
import java.util.Optional;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of queued mail that the plugin reads and writes. Those without the plugin's prefix are James' own: its matchers and
 * mailets for mail that failed read them. Attributes do not come from outside, unlike header fields.
 */
final class MailAttributes {
    private static final String PREFIX = "io.github.mtasts.james.";
    private static final AttributeName RETRIES = AttributeName.of("delivery_retry_count");
    private static final AttributeName PERMANENT = AttributeName.of("is-delivery-permanent-error");
    private static final AttributeName ERROR = AttributeName.of("delivery-error");
    private static final AttributeName ERROR_CODE = AttributeName.of("delivery-error-code");
    private static final AttributeName REQUIRETLS = AttributeName.of("REQUIRETLS");
    private static final AttributeName REPORT = AttributeName.of(PREFIX + "report");
    private static final AttributeName PRIORITY = AttributeName.of(PREFIX + "mt-priority");
    private static final AttributeName MISSED_SINCE = AttributeName.of(PREFIX + "last-try-missed-since");

    private MailAttributes() {}

    /** The retries so far: those of another processor, which leave another state, do not count. */
    static int retries(Mail mail) {
        return Mail.ERROR.equals(mail.getState())
                ? AttributeUtils.getValueAndCastFromMail(mail, RETRIES, Integer.class)
                        .orElse(0)
                : 0;
    }

    static void countRetry(Mail mail) {
        int retries = retries(mail);
        mail.setState(Mail.ERROR);
        mail.setAttribute(new Attribute(RETRIES, AttributeValue.of(retries + 1)));
    }

    /**
     * Says why a message was not delivered.
     *
     * @param code the reply code; null when no host replied
     */
    static void error(Mail mail, boolean permanent, String text, @Nullable Integer code) {
        mail.setAttribute(new Attribute(PERMANENT, AttributeValue.of(permanent)));
        mail.setAttribute(new Attribute(ERROR, AttributeValue.of(text)));
        if (code == null) {
            mail.removeAttribute(ERROR_CODE);
        } else {
            mail.setAttribute(new Attribute(ERROR_CODE, AttributeValue.of(code)));
        }
    }

    static Attribute report(String marker) {
        return new Attribute(REPORT, AttributeValue.of(marker));
    }

    static DeliveryKind kind(Mail mail) {
        return ReportMail.kind(AttributeUtils.getValueAndCastFromMail(mail, REPORT, String.class)
                .orElse(null));
    }

    static Attribute requireTls() {
        return new Attribute(REQUIRETLS, AttributeValue.of(true));
    }

    static boolean requiresTls(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, REQUIRETLS, Boolean.class)
                .orElse(false);
    }

    /** Keeps the priority that the sender asked for, because the queue's own changes with retries. */
    static void keepPriority(Mail mail) {
        AttributeUtils.getValueAndCastFromMail(mail, MailPrioritySupport.MAIL_PRIORITY, Integer.class)
                .ifPresent(priority -> mail.setAttribute(new Attribute(PRIORITY, AttributeValue.of(priority))));
    }

    static Optional<Integer> priority(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, PRIORITY, Integer.class)
                .filter(priority -> priority >= -9 && priority <= 9);
    }

    /** The time since which no attempt could be made; now, when this is the first time. */
    static Instant missedSince(Mail mail, Instant now) {
        Optional<Long> since = AttributeUtils.getValueAndCastFromMail(mail, MISSED_SINCE, Long.class);
        if (since.isEmpty()) {
            mail.setAttribute(new Attribute(MISSED_SINCE, AttributeValue.of(now.toEpochMilli())));
        }
        return since.map(Instant::ofEpochMilli).orElse(now);
    }

    static void notMissed(Mail mail) {
        mail.removeAttribute(MISSED_SINCE);
    }
}
