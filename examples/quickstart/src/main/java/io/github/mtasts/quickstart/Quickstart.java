package io.github.mtasts.quickstart;

import io.github.mtasts.dns.DnsResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends mail to demonstration domains under attack; or, for given domains, prints the decisions and sends nothing. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = "Without domains: sends a message to each domain of a demonstration network on loopback.%n"
                + "With domains: finds their policies, decides on their MX hosts, and sends nothing.")
public final class Quickstart implements Callable<Integer> {
    @Parameters(paramLabel = "DOMAIN", description = "real domains to look up", arity = "0..*")
    private List<String> domains = List.of();

    @Option(names = "--probe", description = "also connect to each MX host, negotiate TLS, and quit")
    private boolean probe;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "keep policies in DIR/policies.db; if it has some already, the policy hosts are down")
    private @Nullable Path state;

    @Option(
            names = "--reports",
            paramLabel = "DIR",
            description = "write the TLS reports of the demonstration into DIR, as JSON and as signed mail")
    private @Nullable Path reports;

    private final Console console;

    Quickstart(Console console) {
        this.console = console;
    }

    /**
     * Runs the command line and exits with its status.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        int status = commandLine(Console.standard()).execute(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    static CommandLine commandLine(Console console) {
        return new CommandLine(new Quickstart(console))
                .addSubcommand(new ReadReports(() -> DnsResolver.builder().build(), console));
    }

    @Override
    public Integer call() {
        if (!domains.isEmpty()) {
            return new RealDomains(probe, state, console).show(domains);
        }
        if (probe) {
            console.err().println("--probe needs domains to connect to, for example: example.com --probe");
            return CommandLine.ExitCode.USAGE;
        }
        return new Demonstration(console, state, reports).run()
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }
}
