package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Logging;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import io.github.mtasts.tool.server.ServiceLog;
import io.github.mtasts.tool.server.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves policies. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Serves the policies of any number of domains over HTTPS, with certificates from files or by ACME, until it is"
                    + " stopped. A policy that does not pass mta-sts lint is refused, and the old one stays.",
            "",
            "Example:",
            "  mta-sts publish --config /etc/mta-sts/publish.properties",
            "  mta-sts publish --config publish.properties --records"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:the service was stopped, or nothing is wrong",
            "1:with --check or --records: a policy is refused",
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_BROKEN
        })
public final class PublishCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration (properties).")
    private @Nullable Path config;

    @Option(names = "--check", description = "Check the configuration and the policies, and serve nothing.")
    private boolean check;

    @Option(names = "--records", description = "Print the records to publish, and serve nothing.")
    private boolean records;

    @Option(names = "--json", description = "Print one JSON object for each event or record.")
    private boolean json;

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads and writes
     */
    public PublishCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        PublishConfig settings = ConfigReader.read(
                surroundings.workingDirectory().resolve(Objects.requireNonNull(config, "picocli requires the file")));
        return check || records ? look(settings) : serve(settings);
    }

    private int look(PublishConfig settings) {
        ServiceLog log = new ServiceLog(surroundings.err(), json, surroundings.clock());
        PolicyBook book = PublishService.preview(settings, log);
        if (records) {
            for (PublishedPolicy each : book.all()) {
                surroundings.out().println(json ? Json.line(json(each)) : each.record());
            }
        } else {
            surroundings
                    .out()
                    .println(
                            json
                                    ? Json.line(new JsonObject()
                                            .with("policies", book.all().size())
                                            .with("faults", book.faults())
                                            .members())
                                    : book.all().size() + " policies, "
                                            + book.faults().size() + " faults");
        }
        surroundings.out().flush();
        return book.faults().isEmpty() ? ExitStatus.GOOD : ExitStatus.PROBLEM;
    }

    private static Object json(PublishedPolicy policy) {
        return new JsonObject()
                .with("domain", policy.domain())
                .with("id", policy.id())
                .with("record", policy.record())
                .members();
    }

    private int serve(PublishConfig settings) throws IOException {
        Logging.ofService();
        ServiceLog log = new ServiceLog(surroundings.out(), json, surroundings.clock());
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Signals signals = new Signals();
                PublishService service = PublishService.start(settings, log, surroundings.clock(), scheduler)) {
            signals.await();
            log.say("stopping", "stopping at " + service.addresses().size() + " addresses");
            scheduler.shutdownNow();
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        } finally {
            scheduler.shutdownNow();
        }
        return ExitStatus.GOOD;
    }
}
