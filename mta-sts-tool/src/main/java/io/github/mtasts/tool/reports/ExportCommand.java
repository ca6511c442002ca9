package io.github.mtasts.tool.reports;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryData;
import io.github.mtasts.tool.received.ReportFolder;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.DomainName;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the contents of received reports for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Writes what received TLS reports contain as CSV (RFC 4180) or JSON, for other programs.",
            "",
            "Example:",
            "  mta-sts reports export --csv failures /var/spool/tls >failures.csv",
            "  mta-sts reports export --json /var/spool/tls >reports.json"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {"0:the reports were read", ExitStatus.SAYS_WRONG_ARGUMENTS, ExitStatus.SAYS_BROKEN})
public final class ExportCommand implements Callable<Integer> {
    /** The tables. */
    enum Table {
        /** A line for each domain. */
        domains,
        /** A line for each kind and origin of failures. */
        failures,
        /** A line for each entry of a report. */
        reports
    }

    @Parameters(paramLabel = "FOLDER", description = "As for mta-sts reports show.")
    private @Nullable Path folder;

    @Option(names = "--csv", paramLabel = "TABLE", description = "Write this table: domains, failures or reports.")
    private @Nullable Table csv;

    @Option(names = "--json", description = "Write everything as one JSON object.")
    private boolean json;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = DomainName.class,
            description = "Only this domain. May be given several times.")
    private List<PolicyDomain> domains = List.of();

    @Option(names = "--accept-unverified", description = "Count reports in mail without a valid signature, too.")
    private boolean acceptUnverified;

    @Mixin
    private NetworkSettings settings = new NetworkSettings();

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads and writes
     */
    public ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (json == (csv != null)) {
            throw new CommandFailure(
                    ExitStatus.WRONG_ARGUMENTS, "give either --json or --csv with domains, failures or reports");
        }
        try (Network network = Network.open(settings, surroundings)) {
            ReportSummary summary = ReportFolder.of(
                            Objects.requireNonNull(folder, "picocli requires the folder"), network, acceptUnverified)
                    .summary(domains, Map.of());
            surroundings.out().print(text(summary));
            surroundings.out().flush();
        }
        return ExitStatus.GOOD;
    }

    private String text(ReportSummary summary) {
        if (csv == null) {
            return SummaryData.json(summary, Criteria.DEFAULT).stripTrailing() + System.lineSeparator();
        }
        return switch (csv) {
            case domains -> SummaryData.domains(summary, Criteria.DEFAULT);
            case failures -> SummaryData.failures(summary);
            case reports -> SummaryData.reports(summary);
        };
    }
}
