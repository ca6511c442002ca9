package io.github.mtasts.lab.sender.external;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that an operator points at the lab. The lab publishes its DNS server, policy hosts and MX hosts at given
 * addresses, and asks the operator to send, to run the queue and to reset the server. All scenarios share one root
 * certificate.
 */
public final class ExternalServer implements SenderKind {
    /**
     * The possible abilities of a server whose clock the lab does not set and whose reports do not reach it. As all hosts of
     * the lab have private addresses, a guard against these cannot be tested.
     */
    public static final List<Ability> POSSIBLE =
            List.of(Ability.DISCOVERY, Ability.COMPARISON, Ability.OPERATOR_RULES, Ability.RESTART, Ability.REVOCATION);

    private static final Duration PATIENCE = Duration.ofDays(1);

    private final RealAddresses addresses;
    private final Path rootFile;
    private final Set<Ability> abilities;
    private final Operator operator;
    private @Nullable TestCa root;

    /**
     * Opens nothing yet.
     *
     * @param addresses the addresses and ports of the lab's hosts
     * @param rootFile the file for the lab's root certificate, as PEM
     * @param abilities the abilities of the server
     * @param operator the operator of the server
     */
    public ExternalServer(RealAddresses addresses, Path rootFile, Set<Ability> abilities, Operator operator) {
        this.addresses = addresses;
        this.rootFile = rootFile;
        this.abilities = Set.copyOf(abilities);
        this.operator = operator;
    }

    @Override
    public String name() {
        return "external";
    }

    @Override
    public Set<Ability> abilities() {
        return abilities;
    }

    @Override
    public int concurrency() {
        return 1;
    }

    /** {@inheritDoc} The operator decides when to go on. */
    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public synchronized TestNetwork network() {
        TestCa known = root;
        if (known != null) {
            return TestNetwork.startAt(addresses, known);
        }
        TestNetwork first = TestNetwork.startAt(addresses);
        try {
            writeRoot(first.ca());
        } catch (UncheckedIOException e) {
            first.close();
            throw e;
        }
        root = first.ca();
        return first;
    }

    /**
     * Listens once with one host of each kind, and writes the root certificate.
     *
     * @throws UncheckedIOException if an address cannot be bound or the certificate cannot be written
     */
    public void tryAddresses() {
        try (TestNetwork net = network()) {
            var unused = net.mxServer("mx.target.test");
            var unusedToo = net.policyHost("target.test");
        }
    }

    private void writeRoot(TestCa ca) {
        try {
            Files.writeString(rootFile, ca.rootPem());
        } catch (IOException e) {
            throw new UncheckedIOException("the lab's root certificate cannot be written to " + rootFile, e);
        }
    }

    /**
     * The directions for the operator.
     *
     * @return several lines
     */
    public String directions() {
        return """
                Point the mail server at the lab:
                  DNS server            %s port %d, for all DNS queries
                  MX hosts              port %d
                  policy hosts          port %d
                  revocation services   port %d of crl.ca.test and ocsp.ca.test; certificates name port 80
                  certificate authority trust only the certificates in %s
                  addresses             the lab uses local addresses: switch off a guard against private addresses
                  mail                  from alice@author.test; bounces must use the same DNS server
                """.formatted(
                        addresses.dns().getAddress().getHostAddress(),
                        addresses.dns().getPort(),
                        addresses.smtpPort(),
                        addresses.httpsPort(),
                        addresses.httpPort(),
                        rootFile);
    }

    @Override
    public Sender start(TestNetwork net, Path folder) throws IOException {
        operator.please(
                "start from scratch: empty the queue, and clear the caches of policies, DNS answers and TLS sessions");
        return new Driver(operator);
    }

    /** Passes each call on to the operator. */
    private record Driver(Operator operator) implements Sender {
        @Override
        public void submit(Mail mail) throws IOException {
            operator.please("send one message from <%s> to <%s> that says \"%s\", and wait until it was tried once"
                    .formatted(mail.from(), mail.to(), mail.canary()));
        }

        @Override
        public void retry() throws IOException {
            operator.please("run the queue, and wait until each message was tried once more");
        }

        @Override
        public void timePasses(Duration time) throws IOException {
            operator.please(("wait until the server acts as it would after %d minutes, if that makes a difference: "
                            + "until it compares policies again, or tries a host again")
                    .formatted(time.toMinutes()));
        }

        @Override
        public void published(String domain, String policy) throws IOException {
            operator.please("configure this policy, which %s has published, if that is done by hand:%n%s"
                    .formatted(domain, policy.indent(4)));
        }

        @Override
        public void requireValidatedTls(String domain, List<String> hosts) throws IOException {
            operator.please("configure that mail to %s needs validated TLS with %s, whatever the domain publishes"
                    .formatted(domain, String.join(" or ", hosts)));
        }

        @Override
        public void restart() throws IOException {
            operator.please("restart the mail server");
        }

        @Override
        public void close() {
            // The server goes on running.
        }
    }
}
