package io.github.mtasts.lab;

import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A kind of sender, which is started anew for each scenario. Implementations are thread-safe. */
public interface SenderKind {
    /** Starts a sender, as {@link #start} does. */
    @FunctionalInterface
    interface Starter {
        /**
         * Starts it.
         *
         * @param net the network it sees
         * @param folder an empty folder that is its own until it is closed
         * @return the running sender
         * @throws Exception when it cannot be started; the scenario breaks off
         */
        Sender start(TestNetwork net, Path folder) throws Exception;
    }

    /**
     * A kind with nothing out of the ordinary: it dials through the network's sockets, and its time limits are shorter than
     * 20 seconds. {@link #withPatience} and {@link #at} make others of it.
     *
     * @param name what tables call it
     * @param abilities what the lab can do with it
     * @param starter starts it
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
     * The same, with more time: for a server whose own time limits cannot be made shorter than {@link #patience()} (RFC 5321
     * section 4.5.3.2 has it wait for minutes).
     *
     * @param patience how long one call to the sender may take
     * @return a kind that is as this one otherwise
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
     * The same on networks at real addresses, for a server that opens sockets of its own. Scenarios run one after another.
     *
     * @param addresses where the hosts listen
     * @return a kind that is as this one otherwise
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
     * What tables call it.
     *
     * @return a short name
     */
    String name();

    /**
     * What the lab can do with it.
     *
     * @return its abilities
     */
    Set<Ability> abilities();

    /**
     * Starts it.
     *
     * @param net the network it sees: the DNS server, the sockets, the trusted root, the clock
     * @param folder an empty folder that is its own until it is closed
     * @return the running sender
     * @throws Exception when it cannot be started; the scenario breaks off
     */
    Sender start(TestNetwork net, Path folder) throws Exception;

    /**
     * Makes the network of one scenario. A sender that cannot dial through the network's sockets needs one at real
     * addresses ({@link #at}).
     *
     * @return a network with virtual addresses, unless implemented
     */
    default TestNetwork network() {
        return TestNetwork.start();
    }

    /**
     * How many domains it is configured to remember in memory. Asked only with {@link Ability#BOUNDED_MEMORY}.
     *
     * @return a number; a flood is ten times as large
     */
    default int rememberedDomains() {
        throw new UnsupportedOperationException(
                "a sender with the ability BOUNDED_MEMORY says how many domains it remembers");
    }

    /**
     * How long one call to the sender may take before it counts as holding mail back without end. The sender's own time
     * limits must be shorter, or a host that says nothing counts against it.
     *
     * @return 20 seconds, unless implemented
     */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * How many scenarios may run at the same time.
     *
     * @return twice the processors, unless implemented: most of a scenario's time is waiting
     */
    default int concurrency() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }
}
