package io.github.mtasts.benchmarks;

import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Load program: requests of Postfix's socketmap to {@code mta-sts postfix}, each service a process of its own. Baseline in the same
 * run: postfix-mta-sts-resolver, where its program {@code mta-sts-daemon} is on the path; it keeps policies in its memory, as ours does
 * here.
 *
 * <p>The services and their policy hosts run in network and mount namespaces whose resolv.conf names the DNS server of the run, because
 * the baseline asks port 53 and dials port 443. That needs Linux and root; elsewhere the program says that it was left out.
 */
final class MapRequests {
    /** The argument of {@link Main} for the process inside the namespaces. */
    static final String INSIDE = "maps-inside";

    private static final byte[] DNS = {127, 0, 0, 1};
    private static final byte[] FIRST_HOST = {(byte) 198, 48, 0, 1};
    private static final int DNS_PORT = 53;
    private static final List<String> NAMESPACES =
            List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");
    private static final String SET_UP = """
            ip link set lo up && ip route add local 198.48.0.0/12 dev lo || exit 125
            echo nameserver 127.0.0.1 >"$1" && chmod 644 "$1" && mount --bind "$1" /etc/resolv.conf || exit 125
            shift
            exec "$@"
            """;

    private MapRequests() {}

    /** Runs {@link #inside} in namespaces. */
    static void run(int connections, int domains, int requests, int rounds) throws Exception {
        Path resolvConf = Files.createTempFile("maps-bench", ".resolv.conf");
        try {
            List<String> setUp = new ArrayList<>(NAMESPACES);
            setUp.addAll(List.of("sh", "-c", SET_UP, "sh", resolvConf.toString()));
            String refusal =
                    refusal(Stream.concat(setUp.stream(), Stream.of("true")).toList());
            if (!refusal.isEmpty()) {
                System.out.println("Left out: requests to the maps of Postfix, because no namespaces can be made here: "
                        + refusal);
                return;
            }
            List<String> command = new ArrayList<>(setUp);
            command.addAll(List.of(MapService.java(), "-classpath", System.getProperty("java.class.path")));
            command.addAll(List.of(Main.class.getName(), INSIDE));
            Stream.of(connections, domains, requests, rounds)
                    .map(String::valueOf)
                    .forEach(command::add);
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException("the program inside the namespaces ended with status " + status);
            }
        } finally {
            Files.delete(resolvConf);
        }
    }

    /** What a command printed that failed; empty when it succeeded. */
    private static String refusal(List<String> command) throws InterruptedException {
        try {
            Process trial =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(trial.getInputStream().readAllBytes(), Charset.defaultCharset()).strip();
            return trial.waitFor() == 0 ? "" : "status " + trial.exitValue() + " " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Measures both services in turns.
     *
     * @param arguments how many connections, new domains a round, requests for a known domain a round, and rounds
     */
    static void inside(List<String> arguments) throws Exception {
        List<Integer> sizes = arguments.stream().map(Integer::valueOf).toList();
        int connections = sizes.get(0);
        int domains = sizes.get(1);
        int requests = sizes.get(2);
        int rounds = sizes.get(3);
        Path folder = Files.createTempDirectory("maps-bench");
        try (TestNetwork network = TestNetwork.startAt(RealAddresses.onStandardPorts(
                new InetSocketAddress(InetAddress.getByAddress(DNS), DNS_PORT),
                InetAddress.getByAddress(FIRST_HOST)))) {
            for (int i = 0; i < domains * (rounds + 1); i++) {
                network.publish(domain(i), "A1", TestNetwork.policy("enforce", 86_400, "mx." + domain(i)));
            }
            measure(MapService.available(folder, network.ca().rootPem()), connections, domains, requests, rounds);
        } finally {
            FirstLookup.delete(folder);
        }
    }

    private static void measure(List<MapService> services, int connections, int domains, int requests, int rounds)
            throws Exception {
        List<MapFigures> figures = services.stream()
                .map(service -> new MapFigures(service, connections))
                .toList();
        try {
            for (MapService service : services) {
                service.start();
            }
            for (int round = 0; round <= rounds; round++) {
                List<String> fresh = new ArrayList<>();
                for (int i = 0; i < domains; i++) {
                    fresh.add(domain(round * domains + i));
                }
                for (int i = 0; i < figures.size(); i++) {
                    figures.get((round + i) % figures.size()).round(fresh, requests, round > 0);
                }
            }
            figures.forEach(MapFigures::print);
        } finally {
            services.forEach(MapService::close);
        }
    }

    private static String domain(int number) {
        return "d" + number + ".bench.test";
    }
}
