package io.github.mtasts.tool.reports;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.DomainName;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.ListenAddress;
import io.github.mtasts.tool.run.Logging;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import io.github.mtasts.tool.server.CertificateFiles;
import io.github.mtasts.tool.server.ServiceLog;
import io.github.mtasts.tool.server.Signals;
import io.github.mtasts.tool.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Receives TLS reports by HTTPS and from mail. */
@Command(
        name = "inbox",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Keeps TLS reports of a year in a folder: those of a maildir, which it reads once, and with --listen those"
                    + " that are posted to an https destination, until it is stopped. A post is answered with 201 when"
                    + " it is on disk.",
            "",
            "Example:",
            "  mta-sts reports inbox --mail ~/Maildir --site /var/www/tls /var/spool/tls",
            "  mta-sts reports inbox --listen 0.0.0.0:443 --path /tlsrpt \\",
            "    --certificate chain.pem --key key.pem /var/spool/tls"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            "0:the mail was taken in, or the service was stopped",
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_BROKEN
        })
public final class InboxCommand implements Callable<Integer> {
    private static final int MEBI = 1 << 20;
    private static final int MAX_REASONS = 5;

    @Parameters(paramLabel = "FOLDER", description = "Where reports are kept, and nothing else. It is made if needed.")
    private @Nullable Path folder;

    @Option(
            names = "--mail",
            paramLabel = "FOLDER",
            description = "Also take in the reports of this maildir or folder, whose files stay as they are.")
    private @Nullable Path mail;

    @Option(
            names = "--site",
            paramLabel = "FOLDER",
            description = "Write index.html, summary.json and three CSV files there whenever there is something new.")
    private @Nullable Path site;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = DomainName.class,
            description = "Only this domain is in the summary. May be given several times.")
    private List<PolicyDomain> domains = List.of();

    @Option(names = "--accept-unverified", description = "Keep reports in mail without a valid signature, too.")
    private boolean acceptUnverified;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            converter = ListenAddress.class,
            description = "Listen here for posted reports. May be given several times.")
    private List<InetSocketAddress> addresses = List.of();

    @Option(names = "--path", paramLabel = "PATH", description = "The path of the destination (default: /).")
    private String path = "/";

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The certificate chain (PEM), read when it changes.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key (PEM), if it is in another file.")
    private @Nullable Path key;

    @Option(names = "--behind-proxy", description = "Without TLS, on a loopback address, behind a proxy that has TLS.")
    private boolean behindProxy;

    @Option(names = "--max-mebibytes", paramLabel = "N", description = "The largest report (default: 10).")
    private int maxMebibytes = ReportInbox.DEFAULT_MAX_OCTETS / MEBI;

    @Option(
            names = "--max-reports",
            paramLabel = "N",
            description = "How many posted and mailed reports are kept, each (default: 100000).")
    private int maxReports = ReportInbox.DEFAULT_MAX_REPORTS;

    @Option(
            names = "--min-free-mebibytes",
            paramLabel = "N",
            description = "Refuse posts while the disk has less room than this (default: 256).")
    private int minFreeMebibytes = 256;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description = "Take in mail and write the site at most this often (default: 300).")
    private int every = 300;

    @Option(names = "--json", description = "Print one JSON object for each event, or for the result.")
    private boolean json;

    @Mixin
    private NetworkSettings settings = new NetworkSettings();

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads, writes and connects with
     */
    public InboxCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        checkArguments();
        InboxSettings inbox = inboxSettings();
        Files.createDirectories(inbox.folder());
        ServiceLog log = new ServiceLog(surroundings.out(), json, surroundings.clock());
        try (Network network = Network.open(settings, surroundings)) {
            InboxKeeper keeper = new InboxKeeper(inbox, network, log);
            if (addresses.isEmpty()) {
                int kept = keeper.round();
                print(kept, keeper.refused());
            } else {
                Logging.ofService();
                serve(inbox, keeper, log);
            }
        }
        return ExitStatus.GOOD;
    }

    private void print(int kept, Map<String, Integer> refused) {
        PrintWriter out = surroundings.out();
        if (json) {
            out.println(Json.line(
                    new JsonObject().with("new", kept).with("refused", refused).members()));
        } else {
            out.println(kept + (kept == 1 ? " new report" : " new reports"));
            refused.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(MAX_REASONS)
                    .forEach(each -> out.println(each.getValue() + (each.getValue() == 1 ? " file" : " files")
                            + " not taken: " + SafeText.line(each.getKey())));
            if (refused.size() > MAX_REASONS) {
                out.println("and others, which --json lists");
            }
        }
        out.flush();
    }

    private void serve(InboxSettings inbox, InboxKeeper keeper, ServiceLog log) throws IOException {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Signals signals = new Signals();
                InboxService service =
                        InboxService.start(inbox, addresses, certificateFiles(), keeper, log, scheduler)) {
            signals.await();
            log.say("stopping", "stopping at " + service.addresses().size() + " addresses");
        } finally {
            scheduler.shutdownNow();
        }
    }

    private @Nullable CertificateFiles certificateFiles() {
        if (certificate == null) {
            return null;
        }
        Path chain = surroundings.workingDirectory().resolve(certificate);
        return key == null
                ? new CertificateFiles(chain)
                : new CertificateFiles(chain, surroundings.workingDirectory().resolve(key));
    }

    private InboxSettings inboxSettings() {
        return new InboxSettings(
                surroundings.workingDirectory().resolve(Objects.requireNonNull(folder, "picocli requires the folder")),
                path,
                mail == null ? null : surroundings.workingDirectory().resolve(mail),
                site == null ? null : surroundings.workingDirectory().resolve(site),
                domains,
                acceptUnverified,
                maxMebibytes * MEBI,
                maxReports,
                (long) minFreeMebibytes * MEBI,
                Duration.ofSeconds(every),
                Duration.ofMinutes(1));
    }

    private void checkArguments() {
        if (addresses.isEmpty() && (certificate != null || behindProxy)) {
            throw wrong("--certificate and --behind-proxy go with --listen; add --listen 0.0.0.0:443");
        }
        if (!addresses.isEmpty() && (certificate == null) != behindProxy) {
            throw wrong("--listen needs either --certificate or --behind-proxy");
        }
        if (behindProxy
                && !addresses.stream().allMatch(each -> each.getAddress().isLoopbackAddress())) {
            throw wrong("--behind-proxy listens on loopback addresses only, such as 127.0.0.1:8080");
        }
        if (!path.startsWith("/") || path.contains("?") || path.contains(" ")) {
            throw wrong("--path begins with / and has neither spaces nor a question mark");
        }
        if (maxMebibytes < 1 || maxMebibytes > 512 || maxReports < 1 || minFreeMebibytes < 0 || every < 1) {
            throw wrong("--max-mebibytes is from 1 to 512; --max-reports and --every are at least 1");
        }
    }

    private static CommandFailure wrong(String sentence) {
        return new CommandFailure(ExitStatus.WRONG_ARGUMENTS, sentence);
    }
}
