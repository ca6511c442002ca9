package io.github.mtasts.tool.reports;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryData;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import io.github.mtasts.tlsrpt.summary.SummaryText;
import io.github.mtasts.tool.file.AtomicFile;
import io.github.mtasts.tool.received.ReportFolder;
import io.github.mtasts.tool.run.DomainName;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** Shows what the reports of a folder say. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Shows what received TLS reports say about each domain: sessions, failures with their remedy, policies.",
            "",
            "Example:",
            "  mta-sts reports show --domain example.com /var/spool/tls",
            "  mta-sts reports show --html tls.html ~/Maildir/.TLS"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {"0:the reports were read", ExitStatus.SAYS_WRONG_ARGUMENTS, ExitStatus.SAYS_BROKEN})
public final class ShowCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FOLDER",
            description = "An inbox of mta-sts reports inbox, a maildir, or a folder of messages and report files.")
    private @Nullable Path folder;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = DomainName.class,
            description = "Only this domain. May be given several times.")
    private List<PolicyDomain> domains = List.of();

    @Option(names = "--accept-unverified", description = "Count reports in mail without a valid signature, too.")
    private boolean acceptUnverified;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write one page.")
    private @Nullable Path html;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private NetworkSettings settings = new NetworkSettings();

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads and writes
     */
    public ShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        try (Network network = Network.open(settings, surroundings)) {
            ReportSummary summary = ReportFolder.of(
                            Objects.requireNonNull(folder, "picocli requires the folder"), network, acceptUnverified)
                    .summary(domains, Map.of());
            if (html != null) {
                AtomicFile.write(
                        surroundings.workingDirectory().resolve(html),
                        SummaryPage.of(summary, Criteria.DEFAULT).getBytes(StandardCharsets.UTF_8));
            }
            surroundings
                    .out()
                    .println((json
                                    ? SummaryData.json(summary, Criteria.DEFAULT)
                                    : SummaryText.of(summary, Criteria.DEFAULT))
                            .stripTrailing());
            surroundings.out().flush();
        }
        return ExitStatus.GOOD;
    }
}
