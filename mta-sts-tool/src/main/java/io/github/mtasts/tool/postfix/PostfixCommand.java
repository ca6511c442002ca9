package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Logging;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import io.github.mtasts.tool.server.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Runs the service for Postfix and Exim until a signal ends it, or asks the one that runs. */
@Command(
        name = "postfix",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Tells Postfix and Exim what the MTA-STS policies of domains ask, as a service.",
            "",
            "Without a subcommand it runs until SIGTERM, and reads its file again at SIGHUP. The subcommands ask the"
                    + " service that runs.",
            "",
            "Example:",
            "  mta-sts postfix --sample-config >postfix.properties",
            "  mta-sts postfix --config postfix.properties --check-config",
            "  mta-sts postfix --config postfix.properties",
            "  mta-sts postfix --config postfix.properties query example.com"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.SAYS_GOOD,
            ExitStatus.SAYS_PROBLEM,
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_UNKNOWN,
            ExitStatus.SAYS_BROKEN
        })
public final class PostfixCommand implements Callable<Integer> {
    private static final String SAMPLE = "sample.properties";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration; /etc/mta-sts/postfix.properties unless given.")
    private Path config = Path.of("/etc/mta-sts/postfix.properties");

    @Option(
            names = "--control",
            paramLabel = "SOCKET",
            scope = ScopeType.INHERIT,
            description = "The control socket of the running service; the configuration names it unless given.")
    private @Nullable Path control;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print one JSON object a line.")
    private boolean json;

    @Option(names = "--sample-config", description = "Print a configuration with all settings explained.")
    private boolean sample;

    @Option(names = "--check-config", description = "Only name what is wrong with the configuration.")
    private boolean check;

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads, writes and connects with
     */
    public PostfixCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (sample) {
            surroundings.out().print(sample());
            surroundings.out().flush();
            return ExitStatus.GOOD;
        }
        Settings settings = settings();
        if (check) {
            surroundings.out().println(config + ": nothing is wrong");
            surroundings.out().flush();
            return ExitStatus.GOOD;
        }
        return serve(settings);
    }

    private static String sample() throws IOException {
        try (InputStream in = Objects.requireNonNull(PostfixCommand.class.getResourceAsStream(SAMPLE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Settings settings() throws IOException {
        try {
            return read();
        } catch (ConfigException e) {
            throw failure(e);
        }
    }

    private Settings read() throws ConfigException, IOException {
        return SettingsReader.read(surroundings.workingDirectory().resolve(config), surroundings.workingDirectory());
    }

    private CommandFailure failure(ConfigException e) {
        return new CommandFailure(ExitStatus.WRONG_ARGUMENTS, config + ": " + e.getMessage(), e);
    }

    private int serve(Settings settings) throws IOException {
        Logging.ofService();
        Reloading reloading = new Reloading(this::read);
        // Signals are taken first: from the moment that the service answers, one of them no longer ends the process by
        // itself.
        try (Signals signals = new Signals().onHangup(reloading::quietly);
                Service service = Service.start(settings, surroundings, SocketmapHandler.Limits.DEFAULT, reloading)) {
            reloading.of(service);
            signals.await();
            return ExitStatus.GOOD;
        } catch (ConfigException e) {
            throw failure(e);
        }
    }

    @Command(
            name = "query",
            mixinStandardHelpOptions = true,
            description = "Prints what Postfix would be answered about a domain, and the policy that is kept.")
    int query(@Parameters(paramLabel = "DOMAIN", description = "The domain.") String domain) throws IOException {
        return ask("query " + domain);
    }

    @Command(
            name = "refresh",
            mixinStandardHelpOptions = true,
            description = "Fetches the policy of a domain again, whether it has changed or not.")
    int refresh(@Parameters(paramLabel = "DOMAIN", description = "The domain.") String domain) throws IOException {
        return ask("refresh " + domain);
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Forgets the policy of a domain: it is unprotected until its policy is fetched.")
    int remove(@Parameters(paramLabel = "DOMAIN", description = "The domain.") String domain) throws IOException {
        return ask("remove " + domain);
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Prints whether the service is healthy; with a domain, asks the DNS now for a newer policy.")
    int checkNow(
            @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "The domain.") @Nullable String domain)
            throws IOException {
        return ask(domain == null ? "check" : "check " + domain);
    }

    @Command(
            name = "dump",
            mixinStandardHelpOptions = true,
            description = "Prints all policies that are kept, with the expired ones.")
    int dump() throws IOException {
        return ask("dump");
    }

    @Command(
            name = "reload",
            mixinStandardHelpOptions = true,
            description = "Lets the service read its configuration again, as SIGHUP does.")
    int reload() throws IOException {
        return ask("reload");
    }

    private int ask(String line) throws IOException {
        return new ControlClient(socket(), json, surroundings.out(), surroundings.err()).run(line);
    }

    private Path socket() throws IOException {
        if (control != null) {
            return surroundings.workingDirectory().resolve(control);
        }
        return settings()
                .control()
                .map(Settings.SocketFile::path)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.WRONG_ARGUMENTS,
                        config + " turns the control socket off: set control.socket and restart the service"));
    }
}
