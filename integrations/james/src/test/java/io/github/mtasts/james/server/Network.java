package io.github.mtasts.james.server;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The hosts around one James: a network of the test kit at loopback addresses, and a domain of its own for each case. */
final class Network implements AutoCloseable {
    static final long WEEK = 604_800;

    private final RealAddresses addresses;
    private final TestNetwork kit;
    private final Path folder;
    private final AtomicInteger domains = new AtomicInteger();

    Network() throws IOException {
        byte[] first = {
            127,
            (byte) ThreadLocalRandom.current().nextInt(1, 255),
            (byte) ThreadLocalRandom.current().nextInt(1, 255),
            10
        };
        this.addresses = RealAddresses.onFreePorts(InetAddress.getByAddress(first));
        this.kit = TestNetwork.startAt(addresses);
        this.folder = Files.createTempDirectory("james");
        kit.dns().defaultTtl(0).negativeTtl(0);
    }

    TestNetwork kit() {
        return kit;
    }

    RealAddresses addresses() {
        return addresses;
    }

    /** The folder of a James in this network. */
    JamesHome home() {
        return new JamesHome(folder, addresses);
    }

    /** A further folder, for a James beside the first one. */
    JamesHome home(String name) {
        return new JamesHome(folder.resolve(name), addresses);
    }

    James start(JamesHome home) throws IOException, InterruptedException {
        return James.start(home, kit.ca().rootPem());
    }

    String refusal(JamesHome home) throws IOException, InterruptedException {
        return James.refusal(home, kit.ca().rootPem());
    }

    /** A domain with one good MX host, {@code mx1.<domain>}, and no policy. */
    String domain(String hint) {
        String domain = hint.toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "") + domains.incrementAndGet() + ".test";
        kit.mx(domain, "mx1." + domain);
        mx(domain, 1);
        return domain;
    }

    /** A domain with good MX hosts and a policy for them. */
    String domain(String hint, String mode, int hosts) {
        String domain = domain(hint);
        String[] names = new String[hosts];
        for (int i = 0; i < hosts; i++) {
            names[i] = "mx" + (i + 1) + "." + domain;
            kit.mxServer(names[i]);
        }
        kit.mx(domain, names);
        publish(domain, "1", mode, names);
        return domain;
    }

    void publish(String domain, String id, String mode, String... patterns) {
        kit.publish(domain, id, TestNetwork.policy(mode, WEEK, patterns));
    }

    MxServer mx(String domain, int number) {
        return kit.mxServer("mx" + number + "." + domain);
    }

    @Override
    public void close() throws IOException {
        kit.close();
        James.remove(folder);
    }
}
