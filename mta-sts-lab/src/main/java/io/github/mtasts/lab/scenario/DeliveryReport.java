package io.github.mtasts.lab.scenario;

import io.github.mtasts.testkit.MxServer;
import java.util.regex.Pattern;

/** Recognizes delivery status notifications (RFC 3464). */
final class DeliveryReport {
    /** The Action field of RFC 3464 section 2.3.3 with any value but {@code failed}. */
    private static final Pattern NO_FAILURE = action("delayed|delivered|relayed|expanded");

    private static final Pattern FAILURE = action("failed");

    private DeliveryReport() {}

    private static Pattern action(String values) {
        return Pattern.compile("^Action:[ \\t]*(" + values + ")\\b", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    }

    /** Whether a message is a bounce: a null reverse path, and no Action field that says otherwise. */
    static boolean saysFailed(MxServer.ReceivedMessage message) {
        return message.from().isEmpty()
                && (FAILURE.matcher(message.body()).find()
                        || !NO_FAILURE.matcher(message.body()).find());
    }
}
