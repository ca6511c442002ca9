package io.github.mtasts.lab.command;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.page.ResultPage;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.sender.postfix.Namespace;
import io.github.mtasts.lab.sender.postfix.Postfix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the catalogue against a sender and prints the verdicts. */
@Command(
        name = "downgrade-lab",
        mixinStandardHelpOptions = true,
        description = "Runs each attack of the catalogue against a sender, on loopback.")
public final class Main implements Callable<Integer> {
    /** Held here, as loggers are referenced weakly. The web server logs each connection that an attack breaks. */
    private static final Logger WEB_SERVER = Logger.getLogger(OkHttpClient.class.getName());

    @Option(names = "--sender", description = "the sender under test (default: library)", paramLabel = "NAME")
    private String sender = "library";

    @Option(names = "--compare", split = ",", description = "more senders to run", paramLabel = "NAME")
    private List<String> compare = List.of();

    @Mixin
    private Selection selection = new Selection();

    @Mixin
    private Outcome outcome = new Outcome();

    @Option(
            names = "--html",
            description = "write a page that compares the senders",
            converter = OutputFile.class,
            paramLabel = "FILE")
    private @Nullable Path html;

    @Mixin
    private PolicyService service = new PolicyService();

    @Option(names = "--inside", hidden = true, description = "set for the process inside a namespace")
    private boolean inside;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final PrintWriter out;

    Main(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs the command and exits.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        WEB_SERVER.setLevel(Level.OFF);
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        System.exit(commandLine(out, in).execute(arguments));
    }

    static CommandLine commandLine(PrintWriter out, BufferedReader in) {
        return new CommandLine(new Main(out))
                .addSubcommand(new ListCommand(out))
                .addSubcommand(new ControlsCommand(out))
                .addSubcommand(new PageCommand())
                .addSubcommand(new PublishCommand(out, in))
                .setParameterExceptionHandler(Errors::ofArguments)
                .setExecutionExceptionHandler(Errors::ofTheRun);
    }

    @Override
    public Integer call() throws Exception {
        List<Scenario> chosen = selection.scenarios();
        SenderKind tested = named(sender);
        List<SenderKind> others = compare.stream().map(this::named).toList();
        List<SenderResult> results = new ArrayList<>();
        for (SenderKind other : others) {
            results.add(run(other, chosen));
        }
        results.add(0, run(tested, chosen));
        int status = outcome.of(results);
        if (html != null) {
            ResultPage.write(html, results);
        }
        return status;
    }

    private SenderKind named(String name) {
        try {
            return new Senders(service).named(name);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private SenderResult run(SenderKind kind, List<Scenario> chosen) throws Exception {
        Campaign campaign = new Campaign(out, chosen);
        if (!(kind instanceof Postfix postfix) || inside) {
            return campaign.run(kind);
        }
        Optional<String> missing = postfix.missingHere();
        return missing.isPresent() ? campaign.leaveOut(kind, missing.get()) : runInside(kind, campaign);
    }

    /** The process inside prints the rows; the results come back in a file. */
    private SenderResult runInside(SenderKind kind, Campaign campaign) throws IOException, InterruptedException {
        Path file = Files.createTempFile("downgrade-lab-", ".json");
        try {
            List<String> arguments =
                    new ArrayList<>(List.of("--inside", "--sender", kind.name(), "--json", file.toString()));
            arguments.addAll(selection.arguments());
            arguments.addAll(service.arguments());
            out.flush();
            int status = Namespace.run(Main.class, arguments);
            return Files.size(file) > 0
                    ? ResultFile.read(file).get(0)
                    : campaign.breakOff(kind, "the process inside the namespace ended with status " + status);
        } finally {
            Files.delete(file);
        }
    }
}
