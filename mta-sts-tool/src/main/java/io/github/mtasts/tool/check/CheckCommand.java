package io.github.mtasts.tool.check;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.file.AtomicFile;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.OwnName;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a sender sees of domains. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Shows what a sender sees of a domain, what is wrong with it, and whether mail would be delivered."
                    + " Nothing is sent.",
            "",
            "Example:",
            "  mta-sts check --probe example.com",
            "  mta-sts check --json - <domains.txt >results.ndjson"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.SAYS_GOOD,
            ExitStatus.SAYS_PROBLEM,
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_UNKNOWN,
            ExitStatus.SAYS_BROKEN
        })
public final class CheckCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "1..*",
            paramLabel = "DOMAIN",
            description = "Domains; - reads them from standard input, one a line, and looks at 50 at a time.")
    private List<String> names = List.of();

    @Option(
            names = "--probe",
            description =
                    "Connect to each MX host at each address, make TLS, and hang up; knock at https destinations of"
                            + " reports.")
    private boolean probe;

    @Option(names = "--json", description = "Print a JSON object for each domain, one a line.")
    private boolean json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page about all domains.")
    private @Nullable Path html;

    @Option(names = "--full", description = "Print everything also about several domains.")
    private boolean full;

    @Option(names = "--strict", description = "Exit with status 1 for warnings, too.")
    private boolean strict;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description =
                    "Remember policies and ids in this file, to notice on the next run that an id was not changed.")
    private @Nullable Path state;

    @Option(
            names = "--ehlo",
            paramLabel = "NAME",
            description = "The name to say in EHLO with --probe; that of this machine unless set.")
    private @Nullable String ehloName;

    @Mixin
    private NetworkSettings settings = new NetworkSettings();

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads, writes and connects with
     */
    public CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        boolean isList = names.contains(STANDARD_INPUT);
        List<PolicyDomain> domains = domains();
        Path remembered = state == null ? null : surroundings.workingDirectory().resolve(state);
        History history = remembered == null ? History.none() : History.in(remembered);
        List<DomainReport> kept = new ArrayList<>();
        ReportOutput output = new ReportOutput(
                surroundings, json, full || (domains.size() == 1 && !isList), html == null ? null : kept);
        try (Network network = Network.open(settings, surroundings)) {
            Gathering gathering = new Gathering(network, probe, ehloName == null ? OwnName.of() : ehloName, history);
            new Batch(surroundings, gathering, new Judge(surroundings.clock()), history).run(domains, isList, output);
        }
        history.save();
        if (html != null) {
            String page = ReportPage.of(kept, surroundings.clock().instant());
            AtomicFile.write(surroundings.workingDirectory().resolve(html), page.getBytes(StandardCharsets.UTF_8));
        }
        return output.status(strict);
    }

    private List<PolicyDomain> domains() throws IOException {
        List<PolicyDomain> domains = new ArrayList<>();
        for (String name : names) {
            if (name.equals(STANDARD_INPUT)) {
                domains.addAll(fromStandardInput());
            } else {
                domains.add(domain(name));
            }
        }
        return domains;
    }

    private List<PolicyDomain> fromStandardInput() throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        List<PolicyDomain> domains = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                domains.add(domain(line.strip()));
            }
        }
        return domains;
    }

    private static PolicyDomain domain(String name) {
        return PolicyDomain.parse(name)
                .orElseThrow(
                        () -> new CommandFailure(ExitStatus.WRONG_ARGUMENTS, "\"" + name + "\" is not a domain name"));
    }
}
