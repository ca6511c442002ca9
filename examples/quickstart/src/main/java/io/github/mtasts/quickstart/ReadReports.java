package io.github.mtasts.quickstart;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import io.github.mtasts.tlsrpt.summary.SummaryText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a folder of received reports. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description = "Sums up a folder of received TLS reports: JSON, gzip, zip, or whole mail messages.")
final class ReadReports implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "the folder")
    private Path folder = Path.of("");

    @Option(names = "--html", paramLabel = "FILE", description = "also write a page with charts")
    private @Nullable Path html;

    @Option(
            names = "--accept-unverified",
            description = "also count mail whose DKIM signature is missing, broken, or cannot be checked any longer")
    private boolean acceptUnverified;

    private final Console console;

    ReadReports(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (DnsResolver dns = DnsResolver.builder().build();
                Stream<Path> files = Files.walk(folder)) {
            ReportReader.Builder reader = ReportReader.builder().verifier(DkimVerifier.over(dns, Clock.systemUTC()));
            return sumUp(
                    acceptUnverified ? reader.acceptUnverified().build() : reader.build(),
                    files.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            console.err().println(folder + " cannot be read: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int sumUp(ReportReader reader, List<Path> files) throws IOException {
        ReportSummary.Builder summary = ReportSummary.builder(Clock.systemUTC());
        for (Path file : files) {
            ReportRead result = reader.read(file);
            if (result instanceof ReportRead.Read read) {
                summary.add(read.report());
            } else if (result instanceof ReportRead.Refused refused) {
                console.err().printf("%s is left out: %s (%s)%n", file, refused.reason(), refused.cause());
            }
        }
        ReportSummary built = summary.build();
        console.out().print(SummaryText.of(built, Criteria.DEFAULT));
        if (html != null) {
            Files.writeString(html, SummaryPage.of(built, Criteria.DEFAULT), StandardCharsets.UTF_8);
            console.out().printf("%nThe page is in %s%n", html);
        }
        return CommandLine.ExitCode.OK;
    }
}
