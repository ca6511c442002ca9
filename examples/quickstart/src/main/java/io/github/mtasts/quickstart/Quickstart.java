package io.github.mtasts.quickstart;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends to a dozen domains under attack; or tells what it would do for the domains it is given. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = "Without domains: sends a message to each of the demonstration's domains, on loopback.%n"
                + "With domains: finds their policies and decides on their MX hosts, and sends nothing.")
public final class Quickstart implements Callable<Integer> {
    @Parameters(paramLabel = "DOMAIN", description = "real domains to ask about", arity = "0..*")
    private List<String> domains = List.of();

    @Option(names = "--probe", description = "also connect to each MX host, do STARTTLS, and say QUIT")
    private boolean probe;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "keep policies in DIR/policies.db; when some are there already, no policy host answers")
    private @Nullable Path state;

    @Option(
            names = "--reports",
            paramLabel = "DIR",
            description =
                    "write the TLS reports of the demonstration into DIR, as JSON and as the mail that would be sent")
    private @Nullable Path reports;

    private final Console console;

    Quickstart(Console console) {
        this.console = console;
    }

    /**
     * Runs from the command line.
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
        return new CommandLine(new Quickstart(console)).addSubcommand(new ReadReports(console));
    }

    @Override
    public Integer call() {
        if (!domains.isEmpty()) {
            return new RealDomains(probe, state, console).show(domains);
        }
        if (probe) {
            console.err().println("--probe needs domains to connect to, such as: example.com --probe");
            return CommandLine.ExitCode.USAGE;
        }
        return new Demonstration(console, state, reports).run()
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }
}
