package io.github.mtasts.tool.plan;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.DomainName;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.HostName;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import io.github.mtasts.tool.terminal.Colours;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes records and policies, and the steps to publish them in. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Writes the records and the policy of a domain and the steps to publish them in: to an enforced policy,"
                    + " of its own or of a provider, to other MX hosts, or back to none.",
            "",
            "Example:",
            "  mta-sts plan --rua mailto:tls-reports@example.com example.com",
            "  mta-sts plan --reports /var/spool/tls-reports example.com",
            "  mta-sts plan --drop-mx old.example.com example.com",
            "  mta-sts plan --provider provider.example example.com",
            "  mta-sts plan --remove --served-max-age 31557600 example.com"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:there is a plan",
            "1:there can be no plan for this domain",
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_UNKNOWN,
            ExitStatus.SAYS_BROKEN
        })
public final class PlanCommand implements Callable<Integer> {
    private static final int LONGEST_MAX_AGE = 31_557_600;

    @Parameters(paramLabel = "DOMAIN", converter = DomainName.class, description = "The Policy Domain.")
    private @Nullable PolicyDomain domain;

    @Option(
            names = "--mx",
            paramLabel = "HOST",
            converter = HostName.class,
            description = "An MX host, in place of those in the DNS. May be given several times.")
    private List<MxHost> hosts = List.of();

    @Option(
            names = "--rua",
            paramLabel = "URI",
            description = "Where reports go, mailto: or https:. May be given several times.")
    private List<String> destinations = List.of();

    @Option(
            names = "--reports",
            paramLabel = "FOLDER",
            description = "Received TLS reports, which say whether the domain can go on to enforce.")
    private @Nullable Path reports;

    @Option(
            names = "--add-mx",
            paramLabel = "HOST",
            converter = HostName.class,
            description = "Plan for a new MX host. May be given several times.")
    private List<MxHost> added = List.of();

    @Option(
            names = "--drop-mx",
            paramLabel = "HOST",
            converter = HostName.class,
            description = "Plan for an MX host to go. May be given several times.")
    private List<MxHost> dropped = List.of();

    @Option(
            names = "--provider",
            paramLabel = "DOMAIN",
            converter = DomainName.class,
            description = "Plan to use the policy of this domain. Not needed where mta-sts. and _mta-sts. are aliases"
                    + " (CNAME) of its names already.")
    private @Nullable PolicyDomain provider;

    @Option(names = "--remove", description = "Plan the way to no policy.")
    private boolean remove;

    @Option(
            names = "--served-max-age",
            paramLabel = "SECONDS",
            description = "With --remove: a max_age that was served earlier. May be given several times.")
    private List<Integer> servedMaxAges = List.of();

    @Option(names = "--write", paramLabel = "FOLDER", description = "Write each policy and record into this folder.")
    private @Nullable Path folder;

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
    public PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        checkArguments();
        PolicyDomain subject = Objects.requireNonNull(domain, "picocli requires the domain");
        try (Network network = Network.open(settings, surroundings)) {
            PlanFacts facts = PlanFacts.of(subject, network, hosts);
            Plan plan = plan(facts, Delegation.of(facts, Optional.ofNullable(provider), network));
            Optional<Readiness> readiness = reports == null
                    ? Optional.empty()
                    : new Evidence(network, Criteria.DEFAULT).in(reports, subject, facts.policy());
            if (folder != null) {
                PlanFiles.write(plan, surroundings.workingDirectory().resolve(folder));
            }
            print(plan, readiness);
        }
        return ExitStatus.GOOD;
    }

    private void print(Plan plan, Optional<Readiness> readiness) {
        if (json) {
            surroundings.out().println(PlanJson.line(plan, readiness));
        } else {
            new PlanText(surroundings.out(), Colours.forOutput(surroundings)).print(plan, readiness);
            if (reports != null && readiness.isEmpty()) {
                surroundings.out().println("No report in " + reports + " is about this domain.");
            }
        }
        surroundings.out().flush();
    }

    private Plan plan(PlanFacts facts, Delegation delegation) {
        Clock clock = surroundings.clock();
        if (remove) {
            return new Removal(
                            facts,
                            delegation,
                            servedMaxAges.stream().map(Duration::ofSeconds).toList(),
                            clock)
                    .plan();
        }
        if (delegation.record().isPresent() && delegation.provider().isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.PROBLEM,
                    "_mta-sts." + facts.domain() + " is an alias of "
                            + delegation.record().get().target()
                            + ", which does not tell the provider's domain; name it with --provider");
        }
        if (!added.isEmpty() || !dropped.isEmpty()) {
            return new MxChange(facts, delegation, added, dropped, clock).plan();
        }
        return delegation.provider().isPresent()
                ? new DelegatedIntroduction(
                                facts, delegation, delegation.provider().get(), destinations, Criteria.DEFAULT, clock)
                        .plan()
                : new Introduction(facts, delegation, destinations, Criteria.DEFAULT, clock).plan();
    }

    private void checkArguments() {
        if (remove && !(added.isEmpty() && dropped.isEmpty())) {
            throw wrong("--remove goes with neither --add-mx nor --drop-mx");
        }
        if (remove && provider != null) {
            throw wrong("--remove does not go with --provider");
        }
        if (!remove && !servedMaxAges.isEmpty()) {
            throw wrong("--served-max-age goes with --remove only");
        }
        if (servedMaxAges.stream().anyMatch(seconds -> seconds < 0 || seconds > LONGEST_MAX_AGE)) {
            throw wrong("--served-max-age is from 0 to " + LONGEST_MAX_AGE + " seconds");
        }
    }

    private static CommandFailure wrong(String sentence) {
        return new CommandFailure(ExitStatus.WRONG_ARGUMENTS, sentence);
    }
}
