package io.github.mtasts.lab.sender.postfix;

import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestNetwork;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the command again in new mount, network and process namespaces: the addresses of the test kit are local, resolv.conf
 * names the lab's DNS server, and all processes end with the command.
 */
public final class Namespace {
    private static final byte[] DNS = {127, 0, 0, 1};
    private static final byte[] FIRST_HOST = {(byte) 198, 51, 100, 1};
    private static final int DNS_PORT = 53;
    private static final List<String> UNSHARE =
            List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");
    private static final long ATTEMPT_SECONDS = 10;

    /** Sets up loopback, the hosts' addresses and resolv.conf, then runs the command. */
    private static final String SET_UP = """
            ip link set lo up || exit 125
            for net in 198.51.100.0/24 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 fc00::/7; do
                ip route add local "$net" dev lo || exit 125
            done
            # Postfix's processes read it as another user; without it they would ask 127.0.0.1.
            echo nameserver 127.0.0.1 > "$1" && chmod 644 "$1" && mount --bind "$1" /etc/resolv.conf || exit 125
            shift
            exec "$@"
            """;

    private Namespace() {}

    /**
     * The reason for which namespaces cannot be made here.
     *
     * @return a sentence, or empty if they can be made
     */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("a network namespace needs root");
        }
        return Stream.of("unshare", "ip", "mount")
                .filter(program -> find(program).isEmpty())
                .map(program -> "the program " + program + " is not installed")
                .findFirst()
                .or(() -> refusal(
                        Stream.concat(UNSHARE.stream(), Stream.of("true")).toList()));
    }

    /**
     * Tries a command: root in a container may lack the right to make namespaces.
     *
     * @param command the command
     * @return a sentence with the output, or empty if the command succeeded
     */
    static Optional<String> refusal(List<String> command) {
        try {
            Process attempt =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            attempt.getOutputStream().close();
            if (!attempt.waitFor(ATTEMPT_SECONDS, TimeUnit.SECONDS)) {
                attempt.destroyForcibly();
                return refusal("it did not end within " + ATTEMPT_SECONDS + " seconds");
            }
            String said = new String(attempt.getInputStream().readAllBytes(), Charset.defaultCharset());
            return attempt.exitValue() == 0 ? Optional.empty() : refusal(said.strip());
        } catch (IOException e) {
            return refusal(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refusal("it was interrupted");
        }
    }

    private static Optional<String> refusal(String reason) {
        return Optional.of("no namespaces can be made here: " + reason);
    }

    /**
     * Finds a program on the path.
     *
     * @param program its name
     * @return its file
     */
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin" + File.pathSeparator
                + "/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The network of a trial inside the namespaces.
     *
     * @return a network at real addresses
     */
    static TestNetwork network() {
        try {
            return TestNetwork.startAt(RealAddresses.onStandardPorts(
                    new InetSocketAddress(InetAddress.getByAddress(DNS), DNS_PORT),
                    InetAddress.getByAddress(FIRST_HOST)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    /**
     * Runs a main class of this class path inside namespaces and waits for its end.
     *
     * @param mainClass the class
     * @param arguments its arguments
     * @return its exit status
     * @throws IOException if it does not start
     * @throws InterruptedException if interrupted
     */
    public static int run(Class<?> mainClass, List<String> arguments) throws IOException, InterruptedException {
        Path resolvConf = Files.createTempFile("downgrade-lab-", ".resolv.conf");
        try {
            List<String> command = new ArrayList<>(UNSHARE);
            command.addAll(List.of("sh", "-c", SET_UP, "sh", resolvConf.toString()));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-classpath", System.getProperty("java.class.path"), mainClass.getName()));
            command.addAll(arguments);
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } finally {
            Files.delete(resolvConf);
        }
    }
}
