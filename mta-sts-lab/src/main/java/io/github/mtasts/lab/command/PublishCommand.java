package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.sender.external.ExternalServer;
import io.github.mtasts.testkit.RealAddresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes the lab at real addresses, for a mail server that an operator points at it. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Listens at real addresses, prints how to point a mail server at them, and asks for each step.")
final class PublishCommand implements Callable<Integer> {
    private static final String INPUT_HAS_ENDED = "the input has ended";

    @Option(names = "--dns", description = "address of the DNS server (default: 127.0.0.1)", paramLabel = "ADDRESS")
    private InetAddress dns = Loopback.address(127, 0, 0, 1);

    @Option(
            names = "--dns-port",
            description = "its port, UDP and TCP (default: 5353)",
            converter = Port.class,
            paramLabel = "PORT")
    private int dnsPort = 5353;

    @Option(
            names = "--hosts",
            description = "address of the first host (default: 127.0.0.10); each further host has the next address",
            paramLabel = "ADDRESS")
    private InetAddress hosts = Loopback.address(127, 0, 0, 10);

    @Option(
            names = "--smtp-port",
            description = "port of the MX hosts (default: 2525)",
            converter = Port.class,
            paramLabel = "PORT")
    private int smtpPort = 2525;

    @Option(
            names = "--https-port",
            description = "port of the policy hosts (default: 8443)",
            converter = Port.class,
            paramLabel = "PORT")
    private int httpsPort = 8443;

    @Option(
            names = "--http-port",
            description = "port of the revocation services (default: 8080)",
            converter = Port.class,
            paramLabel = "PORT")
    private int httpPort = 8080;

    @Option(
            names = "--root",
            description = "file for the lab's root certificate (default: downgrade-lab-root.pem)",
            converter = OutputFile.class,
            paramLabel = "FILE")
    private Path root = Path.of("downgrade-lab-root.pem");

    @Option(
            names = "--does",
            split = ",",
            description = "abilities of the server: ${COMPLETION-CANDIDATES}",
            converter = Abilities.OfAServer.class,
            completionCandidates = Abilities.OfAServer.class,
            paramLabel = "ABILITY")
    private Set<Ability> abilities = Set.of(Ability.DISCOVERY);

    @Mixin
    private Selection selection = new Selection();

    @Mixin
    private Outcome outcome = new Outcome();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private volatile boolean inputHasEnded;

    private final PrintWriter out;
    private final BufferedReader in;

    PublishCommand(PrintWriter out, BufferedReader in) {
        this.out = out;
        this.in = in;
    }

    @Override
    public Integer call() throws Exception {
        List<Scenario> chosen = selection.scenarios();
        ExternalServer server = new ExternalServer(addresses(), root, abilities, this::please);
        server.tryAddresses();
        out.println(server.directions());
        SenderResult result = new Campaign(out, chosen, () -> !inputHasEnded).run(server);
        int status = outcome.of(List.of(result));
        if (inputHasEnded) {
            spec.commandLine().getErr().println(INPUT_HAS_ENDED);
        }
        return status;
    }

    private RealAddresses addresses() {
        try {
            return new RealAddresses(new InetSocketAddress(dns, dnsPort), hosts, smtpPort, httpsPort, httpPort);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--hosts cannot be used: " + e.getMessage(), e);
        }
    }

    private void please(String what) throws IOException {
        if (!inputHasEnded) {
            out.println("> Please " + what);
            out.print("  and press Enter: ");
            out.flush();
            if (in.readLine() != null) {
                return;
            }
            out.println();
            inputHasEnded = true;
        }
        throw new IOException(INPUT_HAS_ENDED);
    }
}
