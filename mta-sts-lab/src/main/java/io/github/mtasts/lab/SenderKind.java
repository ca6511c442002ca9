package io.github.mtasts.lab;

import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A kind of sender, of which the lab starts one instance per scenario. Implementations are thread-safe. */
public interface SenderKind {
    /** Starts a sender, as {@link #start} does. */
    @FunctionalInterface
    interface Starter {
        /**
         * Starts a sender.
         *
         * @param net the network of the scenario
         * @param folder an empty folder for this sender, deleted after the scenario
         * @return the running sender
         * @throws Exception if it does not start; the scenario breaks off
         */
        Sender start(TestNetwork net, Path folder) throws Exception;
    }

    /**
     * A kind that dials through the network's sockets and whose time limits are shorter than 20 seconds. {@link
     * #withPatience} and {@link #at} change that.
     *
     * @param name a short name for tables
     * @param abilities the abilities of the sender
     * @param starter starts a sender; called by several threads
     * @return the kind
     */
    static SenderKind of(String name, Set<Ability> abilities, Starter starter) {
        return new SenderKind() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Set<Ability> abilities() {
                return abilities;
            }

            @Override
            public Sender start(TestNetwork net, Path folder) throws Exception {
                return starter.start(net, folder);
            }
        };
    }

    /**
     * This kind with a longer limit per call, for a server whose own time limits cannot be shorter than {@link #patience()}
     * (those of RFC 5321 section 4.5.3.2 are minutes).
     *
     * @param patience the longest time that one call to the sender may take
     * @return a new kind
     */
    default SenderKind withPatience(Duration patience) {
        return new ForwardingSenderKind(this) {
            @Override
            public Duration patience() {
                return patience;
            }
        };
    }

    /**
     * This kind on networks at real addresses, for a server that opens its own sockets. Scenarios run one after another.
     *
     * @param addresses the addresses and ports of the hosts
     * @return a new kind
     */
    default SenderKind at(RealAddresses addresses) {
        return new ForwardingSenderKind(this) {
            @Override
            public TestNetwork network() {
                return TestNetwork.startAt(addresses);
            }

            @Override
            public int concurrency() {
                return 1;
            }
        };
    }

    /**
     * The name for tables.
     *
     * @return a short name
     */
    String name();

    /**
     * The abilities of the sender, which decide the scenarios that apply to it.
     *
     * @return a set that does not change
     */
    Set<Ability> abilities();

    /**
     * Starts a sender.
     *
     * @param net the network of the scenario: DNS server, sockets, trusted root certificate, clock
     * @param folder an empty folder for this sender, deleted after the scenario
     * @return the running sender
     * @throws Exception if it does not start; the scenario breaks off
     */
    Sender start(TestNetwork net, Path folder) throws Exception;

    /**
     * Makes the network of one scenario. A sender that cannot dial through the network's sockets needs real addresses
     * ({@link #at}).
     *
     * @return a new network, with virtual addresses unless implemented
     */
    default TestNetwork network() {
        return TestNetwork.start();
    }

    /**
     * The number of domains that the sender's memory cache is configured for. Called only with {@link
     * Ability#BOUNDED_MEMORY}.
     *
     * @return a number of domains; the flood scenario uses ten times as many
     */
    default int rememberedDomains() {
        throw new UnsupportedOperationException(
                "a sender with the ability BOUNDED_MEMORY implements rememberedDomains");
    }

    /**
     * The longest time that one call to the sender may take; a longer call counts as mail that is held without end. The
     * sender's own time limits must be shorter, otherwise a silent host counts against it.
     *
     * @return 20 seconds unless implemented
     */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * The number of scenarios that may run at the same time.
     *
     * @return twice the number of processors unless implemented, as a scenario mostly waits
     */
    default int concurrency() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }
}
