package io.github.mtasts.lab.scenario;

import io.github.mtasts.testkit.MxServer;
import java.util.regex.Pattern;

/** A message about another message, from a mail server to an author. */
final class DeliveryReport {
    /** The field of RFC 3464 section 2.3.3 with any value but {@code failed}: a warning, or good news. */
    private static final Pattern NO_FAILURE = action("delayed|delivered|relayed|expanded");

    private static final Pattern FAILURE = action("failed");

    private DeliveryReport() {}

    private static Pattern action(String values) {
        return Pattern.compile("^Action:[ \\t]*(" + values + ")\\b", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    }

    /** Whether a message returns another: it has a null reverse path, and does not say that the other only waits. */
    static boolean saysFailed(MxServer.ReceivedMessage message) {
        return message.from().isEmpty()
                && (FAILURE.matcher(message.body()).find()
                        || !NO_FAILURE.matcher(message.body()).find());
    }
}
