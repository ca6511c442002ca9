package io.github.mtasts.james.server;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** James as the lab's sender: each scenario has a James of its own, in a process that goes on with the next scenario. */
final class JamesSender implements Sender {
    private static final String RULES = "conf/rules.txt";
    private static final String ANCHORS = "conf/anchors.txt";

    private final TestNetwork net;
    private final JamesHome home;
    private final Kind kind;
    private final JamesHost host;
    /** Whether the root of the DNS is signed: James has a resolver for DANE then. */
    private final boolean signed;

    private James james;

    private JamesSender(TestNetwork net, JamesHome home, Kind kind, JamesHost host)
            throws IOException, InterruptedException {
        this.net = net;
        this.home = home;
        this.kind = kind;
        this.host = host;
        List<String> anchors = net.dns().dnssec().trustAnchors();
        this.signed = !anchors.isEmpty() && home.hasPlugin();
        if (signed) {
            var unused = home.setting("dane.enabled", "true")
                    .setting("dane.trustAnchors", "file://" + ANCHORS)
                    .file(ANCHORS, String.join("\n", anchors) + "\n");
        }
        this.james = James.startIn(host, home, net.ca().rootPem());
    }

    /**
     * A James with the plugin. Of the abilities it lacks {@link Ability#REFRESH} and {@link Ability#REPORTS}, because nobody
     * outside sees when its refreshes and reports are done (its own tests of health and reports wait for what they expect);
     * {@link Ability#ADDRESS_GUARD}, because the hosts of these tests are at loopback addresses, which the guard refuses;
     * {@link Ability#BOUNDED_MEMORY}, because its memory cache has 10,000 domains and no setting; {@link Ability#OWN_FAULTS},
     * because its store and its resolver cannot be made to fail from outside at once; and {@link Ability#QUEUE_LIFETIME},
     * because James counts attempts, not days.
     */
    static Kind plugin() {
        return new Kind(
                "james",
                Set.of(
                        Ability.CLOCK,
                        Ability.DISCOVERY,
                        Ability.COMPARISON,
                        Ability.RESTART,
                        Ability.REVOCATION,
                        Ability.OPERATOR_RULES,
                        Ability.DANE,
                        Ability.REQUIRE_TLS),
                home -> home.option("delayTime", "100*1 hour")
                        .option("timeout", "8000")
                        .option("connectiontimeout", "8000")
                        .setting("trust.revocation", "true")
                        .setting("rules.file", "file://" + RULES)
                        .file(RULES, ""));
    }

    /** A James that delivers without policies, as the control. It sends no reports; all other abilities are about policies. */
    static Kind opportunistic() {
        return new Kind(
                "james-opportunistic",
                EnumSet.complementOf(EnumSet.of(Ability.REPORTS)),
                home -> home.opportunistic().option("timeout", "8000").option("connectiontimeout", "8000"));
    }

    /** A kind of James. Two run at the same time, each in a network at addresses of its own: scenarios mostly wait. */
    static final class Kind implements SenderKind, AutoCloseable {
        private static final int LANES = 2;

        private final String name;
        private final Set<Ability> abilities;
        private final UnaryOperator<JamesHome> configuration;
        private final Map<TestNetwork, RealAddresses> networks = Collections.synchronizedMap(new IdentityHashMap<>());
        private final ConcurrentLinkedDeque<JamesHost> idle = new ConcurrentLinkedDeque<>();

        Kind(String name, Set<Ability> abilities, UnaryOperator<JamesHome> configuration) {
            this.name = name;
            this.abilities = abilities;
            this.configuration = configuration;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Ability> abilities() {
            return abilities;
        }

        @Override
        public Sender start(TestNetwork net, Path folder) throws IOException, InterruptedException {
            RealAddresses addresses = Objects.requireNonNull(networks.remove(net), "a network of another kind");
            JamesHost host = host();
            boolean started = false;
            try {
                JamesHome home = configuration.apply(new JamesHome(host.folder(folder), addresses));
                JamesSender sender = new JamesSender(net, home, this, host);
                started = true;
                return sender;
            } finally {
                if (!started) {
                    host.end();
                }
            }
        }

        @Override
        public TestNetwork network() {
            RealAddresses addresses;
            try {
                addresses = RealAddresses.onFreePorts(InetAddress.getByAddress(new byte[] {
                    127,
                    (byte) ThreadLocalRandom.current().nextInt(1, 255),
                    (byte) ThreadLocalRandom.current().nextInt(1, 255),
                    10
                }));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            TestNetwork net = TestNetwork.startAt(addresses);
            networks.put(net, addresses);
            return net;
        }

        @Override
        public int concurrency() {
            return LANES;
        }

        /** {@inheritDoc} The control has no cache; a flood of ten domains is enough. */
        @Override
        public int rememberedDomains() {
            return 1;
        }

        @Override
        public Duration patience() {
            return Duration.ofMinutes(3);
        }

        JamesHost host() throws IOException, InterruptedException {
            JamesHost free = idle.poll();
            return free == null ? JamesHost.launch() : free;
        }

        void release(JamesHost host) {
            idle.push(host);
        }

        /** Ends the processes that have no scenario. */
        @Override
        public void close() {
            for (JamesHost host = idle.poll(); host != null; host = idle.poll()) {
                host.end();
            }
        }
    }

    @Override
    public void submit(Mail mail) throws InterruptedException {
        Letter letter = Letter.to("lab", mail.to()).from(mail.from()).raw(mail.text());
        james.submit(mail.requireTls() ? letter.attribute("REQUIRETLS", true) : letter);
        james.settled();
    }

    @Override
    public void retry() throws InterruptedException {
        james.flush();
        james.settled();
    }

    /** The resolver for DANE keeps failures for some seconds of a clock that the lab does not move: a new James has a new one. */
    @Override
    public void timePasses(Duration time) throws IOException, InterruptedException {
        setClock();
        if (signed) {
            restart();
        }
    }

    /** {@inheritDoc} Only the control is asked to: it has neither a cache nor look-ups of policies. */
    @Override
    public void suffer(OwnFault fault) {
        if (home.hasPlugin()) {
            throw new UnsupportedOperationException(fault.name());
        }
    }

    @Override
    public void recover() {
        // see above
    }

    private void setClock() {
        long seconds = Duration.between(Instant.now(), net.clock().instant()).toSeconds();
        home.property("testkit.clock.seconds", String.valueOf(seconds));
        james.property("testkit.clock.seconds", String.valueOf(seconds));
    }

    /** Rules are read at the start, and again only after a minute. */
    @Override
    public void requireValidatedTls(String domain, List<String> hosts) throws IOException, InterruptedException {
        var unused = home.file(RULES, domain + " enforce " + String.join(" ", hosts) + "\n");
        restart();
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        host.stop();
        james = James.startIn(host, home, net.ca().rootPem());
    }

    @Override
    public void close() throws IOException {
        try {
            host.stop();
            kind.release(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            host.process().destroyForcibly();
        }
    }
}
