package io.github.mtasts.james;

import io.github.mtasts.smtp.SmartHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of one mailet, as they stand in {@code mailetcontainer.xml}. Immutable.
 *
 * @param outgoing the name of the queue
 * @param delays the waits between attempts
 * @param maxDnsProblemRetries the retries of mail to a domain without hosts
 * @param replyLimit the time that a host may let pass without sending anything
 * @param connectLimit the time to connect to one address
 * @param sendPartial whether some recipients get a message that a host refuses for others
 * @param loadBalancing whether gateways are tried in an order that is drawn for each message
 * @param usePriority whether the priority of mail in the queue is kept
 * @param gateways smart hosts in the order of the option; empty for the MX hosts of the recipients
 * @param heloName the name in EHLO; null for James' default domain
 * @param bind the address that connections come from
 * @param bounceProcessor the processor of mail that failed; null to bounce it
 * @param onSuccess the processor of mail that was delivered
 * @param deliveryThreads the number of messages that are sent at the same time
 */
record DeliveryOptions(
        String outgoing,
        Delays delays,
        int maxDnsProblemRetries,
        Duration replyLimit,
        Duration connectLimit,
        boolean sendPartial,
        boolean loadBalancing,
        boolean usePriority,
        List<SmartHost> gateways,
        @Nullable String heloName,
        @Nullable InetAddress bind,
        Optional<String> bounceProcessor,
        Optional<String> onSuccess,
        int deliveryThreads) {
    DeliveryOptions {
        gateways = List.copyOf(gateways);
    }
}
