package io.github.mtasts.lab.command;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.ResultPage;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.report.Summary;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the catalogue against a sender and tells what leaked. */
@Command(
        name = "downgrade-lab",
        mixinStandardHelpOptions = true,
        description = "Runs each attack of the catalogue against a sender, on loopback.%n"
                + "Exit status 1 when the sender leaked, bounced or over-blocked.")
public final class Main implements Callable<Integer> {
    /** Loggers are held weakly; attacks break connections, and the web server's log of that is of no interest. */
    private static final Logger WEB_SERVER = Logger.getLogger(OkHttpClient.class.getName());

    @Option(names = "--sender", description = "the sender under test: library unless set", paramLabel = "NAME")
    private String sender = "library";

    @Option(names = "--compare", split = ",", description = "senders to run beside it", paramLabel = "NAME")
    private List<String> compare = List.of();

    @Option(names = "--only", split = ",", description = "scenarios whose id starts so", paramLabel = "ID")
    private List<String> only = List.of("");

    @Option(names = "--json", description = "write the results, for programs", paramLabel = "FILE")
    private @Nullable Path json;

    @Option(names = "--html", description = "write a page that compares the senders", paramLabel = "FILE")
    private @Nullable Path html;

    private final PrintWriter out;

    Main(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs from the command line.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        WEB_SERVER.setLevel(Level.OFF);
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        System.exit(commandLine(out).execute(arguments));
    }

    static CommandLine commandLine(PrintWriter out) {
        return new CommandLine(new Main(out)).addSubcommand(new PageCommand());
    }

    @Override
    public Integer call() throws Exception {
        List<Scenario> chosen = Catalogue.scenarios().stream()
                .filter(scenario -> only.stream().anyMatch(scenario.id()::startsWith))
                .toList();
        Campaign campaign = new Campaign(out, chosen);
        List<SenderResult> results = new ArrayList<>();
        for (String other : compare) {
            results.add(campaign.run(Senders.named(other)));
        }
        SenderResult underTest = campaign.run(Senders.named(sender));
        results.add(0, underTest);
        if (json != null) {
            ResultFile.write(json, results);
        }
        if (html != null) {
            ResultPage.write(html, results);
        }
        return Summary.of(underTest.rows()).fails() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
