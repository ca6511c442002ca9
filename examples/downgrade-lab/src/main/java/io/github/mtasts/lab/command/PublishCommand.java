package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.report.Summary;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Publishes the lab at real addresses, for a mail server that its operator points at it. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Listens at real addresses, says how to point a mail server at them, and asks for each step.")
final class PublishCommand implements Callable<Integer> {
    @Option(names = "--dns", description = "where the DNS server listens: 127.0.0.1 unless set", paramLabel = "ADDRESS")
    private InetAddress dns = Loopback.address(127, 0, 0, 1);

    @Option(names = "--dns-port", description = "its port, UDP and TCP: 5353 unless set", paramLabel = "PORT")
    private int dnsPort = 5353;

    @Option(
            names = "--hosts",
            description = "the first host's address, 127.0.0.10 unless set; each further one has the next",
            paramLabel = "ADDRESS")
    private InetAddress hosts = Loopback.address(127, 0, 0, 10);

    @Option(names = "--smtp-port", description = "where MX hosts listen: 2525 unless set", paramLabel = "PORT")
    private int smtpPort = 2525;

    @Option(names = "--https-port", description = "where policy hosts listen: 8443 unless set", paramLabel = "PORT")
    private int httpsPort = 8443;

    @Option(
            names = "--http-port",
            description = "where revocation services listen: 8080 unless set",
            paramLabel = "PORT")
    private int httpPort = 8080;

    @Option(
            names = "--root",
            description = "where the lab's root certificate is written: downgrade-lab-root.pem unless set",
            paramLabel = "FILE")
    private Path root = Path.of("downgrade-lab-root.pem");

    @Option(
            names = "--does",
            split = ",",
            description = "what the server does: ${COMPLETION-CANDIDATES}",
            completionCandidates = AbilityNames.class,
            paramLabel = "ABILITY")
    private Set<Ability> abilities = Set.of(Ability.DISCOVERY);

    @Option(names = "--only", split = ",", description = "scenarios whose id starts so", paramLabel = "ID")
    private List<String> only = List.of("");

    @Option(names = "--json", description = "write the results, for programs", paramLabel = "FILE")
    private @Nullable Path json;

    private final PrintWriter out;
    private final BufferedReader in;

    PublishCommand(PrintWriter out, BufferedReader in) {
        this.out = out;
        this.in = in;
    }

    @Override
    public Integer call() throws Exception {
        RealAddresses addresses =
                new RealAddresses(new InetSocketAddress(dns, dnsPort), hosts, smtpPort, httpsPort, httpPort);
        ExternalServer server = new ExternalServer(addresses, root, abilities, this::please);
        out.println(server.directions());
        List<Scenario> chosen = Catalogue.startingWith(only);
        SenderResult result = new Campaign(out, chosen).run(server);
        if (json != null) {
            ResultFile.write(json, List.of(result));
        }
        return Summary.of(result.rows()).fails() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void please(String what) throws IOException {
        out.println("> Please " + what);
        out.print("  and press Enter: ");
        out.flush();
        if (in.readLine() == null) {
            throw new IOException("the input has ended, and nobody is there to " + what);
        }
    }
}
