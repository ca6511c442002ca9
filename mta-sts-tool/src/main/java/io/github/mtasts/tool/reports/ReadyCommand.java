package io.github.mtasts.tool.reports;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.policy.PolicyFetch;
import io.github.mtasts.tool.received.ReportFolder;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.DomainName;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import io.github.mtasts.tool.terminal.SafeText;
import io.github.mtasts.tool.terminal.Wrapped;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a domain can go on to mode enforce, by its received reports. */
@Command(
        name = "ready",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Says whether a domain can go on from testing to enforce without delaying mail, by its received TLS reports"
                    + " and the policy that it publishes now.",
            "",
            "Example:",
            "  mta-sts reports ready --reports /var/spool/tls example.com"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:ready for enforce, or in enforce without delaying mail",
            "1:enforce would delay mail, or does",
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            "3:there are too few reports to decide; try again later",
            ExitStatus.SAYS_BROKEN
        })
public final class ReadyCommand implements Callable<Integer> {
    private static final int INDENT = 2;

    @Parameters(paramLabel = "DOMAIN", converter = DomainName.class, description = "The Policy Domain.")
    private @Nullable PolicyDomain domain;

    @Option(names = "--reports", required = true, paramLabel = "FOLDER", description = "As for mta-sts reports show.")
    private @Nullable Path folder;

    @Option(
            names = "--submitters",
            paramLabel = "N",
            description = "How many verified submitters must have reported (default: 2).")
    private int submitters = Criteria.DEFAULT.submitters();

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "How many sessions must have been reported (default: 100).")
    private long sessions = Criteria.DEFAULT.sessions();

    @Option(
            names = "--quiet-days",
            paramLabel = "N",
            description = "How many days without a failure are needed (default: 7).")
    private int quietDays = Criteria.DEFAULT.quietDays();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private NetworkSettings settings = new NetworkSettings();

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads, writes and connects with
     */
    public ReadyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PolicyDomain subject = Objects.requireNonNull(domain, "picocli requires the domain");
        Criteria criteria = criteria();
        Optional<Readiness> readiness;
        try (Network network = Network.open(settings, surroundings)) {
            // The policy that the domain publishes now; without it the latest one that reporters saw counts.
            Map<PolicyDomain, StsPolicy> current = PolicyFetch.policy(subject, network)
                    .map(each -> Map.of(subject, each))
                    .orElse(Map.of());
            readiness = ReportFolder.of(Objects.requireNonNull(folder, "picocli requires the folder"), network, false)
                    .summary(List.of(subject), current)
                    .domains()
                    .stream()
                    .filter(each -> each.domain().equals(subject.name()))
                    .map(each -> Readiness.of(each, criteria))
                    .findFirst();
        }
        if (json) {
            surroundings.out().println(Json.line(json(subject, readiness)));
        } else {
            print(subject, readiness);
        }
        surroundings.out().flush();
        return readiness.map(each -> status(each.level())).orElse(ExitStatus.UNKNOWN);
    }

    private Criteria criteria() {
        Criteria usual = Criteria.DEFAULT;
        try {
            return new Criteria(usual.windowDays(), usual.days(), submitters, sessions, quietDays, usual.newestDays());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitStatus.WRONG_ARGUMENTS, "--submitters, --sessions and --quiet-days are at least 1", e);
        }
    }

    private static int status(Readiness.Level level) {
        return switch (level) {
            case READY, ENFORCED -> ExitStatus.GOOD;
            case NOT_YET, ENFORCED_WITH_FAILURES -> ExitStatus.PROBLEM;
            case TOO_LITTLE_EVIDENCE -> ExitStatus.UNKNOWN;
        };
    }

    private static Object json(PolicyDomain domain, Optional<Readiness> readiness) {
        JsonObject line = new JsonObject()
                .with("domain", domain.name())
                .with(
                        "level",
                        readiness
                                .map(each -> each.level().name().toLowerCase(Locale.ROOT))
                                .orElse("no_reports"));
        readiness.ifPresent(each -> line.with("evidence", each.evidence())
                .with("days_covered", each.daysCovered())
                .with("submitters", each.submitters())
                .with("sessions", each.sessions())
                .with("reasons", each.reasons())
                .with("would_change", each.wouldChange()));
        return line.members();
    }

    private void print(PolicyDomain domain, Optional<Readiness> readiness) {
        if (readiness.isEmpty()) {
            surroundings
                    .out()
                    .println("No report in " + SafeText.line(String.valueOf(folder)) + " is about " + domain + ".");
            return;
        }
        Readiness result = readiness.get();
        surroundings.out().println(domain + ": " + result.level().text());
        result.reasons().forEach(this::paragraph);
        surroundings.out().println("What would change this:");
        result.wouldChange().forEach(this::paragraph);
    }

    private void paragraph(String text) {
        Wrapped.lines(SafeText.line(text), INDENT).forEach(surroundings.out()::println);
    }
}
