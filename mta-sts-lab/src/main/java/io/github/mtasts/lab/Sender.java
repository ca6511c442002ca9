package io.github.mtasts.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A running mail server that sends mail. The lab reads the fate of a message from the network, never from the sender. A
 * bounce goes with a null reverse path to the MX host of the original reverse path's domain (RFC 5321 section 4.5.5).
 *
 * <p>The lab calls one method at a time and interrupts a call that takes longer than {@link SenderKind#patience()}. A call
 * must return only when each delivery attempt that it causes has ended: the lab does not see later work in the background,
 * so a server with its own queue waits here until the queue has made its attempts.
 */
public interface Sender extends AutoCloseable {
    /**
     * Queues a message and makes one delivery attempt.
     *
     * @param mail the message
     * @throws Exception if the sender fails; the scenario breaks off
     */
    void submit(Mail mail) throws Exception;

    /**
     * Makes one delivery attempt for each queued message.
     *
     * @throws Exception if the sender fails; the scenario breaks off
     */
    void retry() throws Exception;

    /**
     * Lets time pass. With {@link Ability#CLOCK} the network's clock has moved already, and the sender runs its due tasks,
     * such as refreshing policies. A sender without it waits, or brings itself into the state that it would have after that
     * time; a server that compares the policy id at each message need not. Does nothing unless implemented.
     *
     * @param time the time that passes; at most six hours per call with {@link Ability#CLOCK}
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void timePasses(Duration time) throws Exception {}

    /**
     * Reports that a domain has published a policy, for a sender whose policies an administrator configures. Does nothing
     * unless implemented.
     *
     * @param domain the domain
     * @param policy the text of the policy (RFC 8461 section 3.2)
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void published(String domain, String policy) throws Exception {}

    /**
     * Sets a rule of the operator: mail to a domain needs validated TLS with one of these MX hosts, whatever the domain
     * publishes. Called only with {@link Ability#OPERATOR_RULES}.
     *
     * @param domain the domain
     * @param hosts the names of the permitted MX hosts
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void requireValidatedTls(String domain, List<String> hosts) throws Exception {
        throw new UnsupportedOperationException(
                "a sender with the ability OPERATOR_RULES implements requireValidatedTls");
    }

    /**
     * Makes a part of the sender fail from now on, until {@link #recover}. Called only with {@link Ability#OWN_FAULTS}.
     *
     * @param fault the fault
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void suffer(OwnFault fault) throws Exception {
        throw new UnsupportedOperationException("a sender with the ability OWN_FAULTS implements suffer");
    }

    /**
     * Ends the fault. Called only with {@link Ability#OWN_FAULTS}.
     *
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void recover() throws Exception {
        throw new UnsupportedOperationException("a sender with the ability OWN_FAULTS implements recover");
    }

    /**
     * Stops the sender and starts it again with its files and its queue. Called only with {@link Ability#RESTART}.
     *
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void restart() throws Exception {
        throw new UnsupportedOperationException("a sender with the ability RESTART implements restart");
    }

    /**
     * Sends the TLS reports (RFC 8460) that are due. Called only with {@link Ability#REPORTS}.
     *
     * @throws Exception if the sender fails; the scenario breaks off
     */
    default void submitReports() throws Exception {
        throw new UnsupportedOperationException("a sender with the ability REPORTS implements submitReports");
    }

    /**
     * Stops the sender for good. Called once, at the end of the scenario.
     *
     * @throws IOException if the sender fails; the scenario breaks off
     */
    @Override
    void close() throws IOException;
}
