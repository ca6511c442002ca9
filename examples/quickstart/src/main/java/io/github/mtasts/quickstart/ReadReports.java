package io.github.mtasts.quickstart;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import io.github.mtasts.tlsrpt.summary.SummaryText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a folder of received reports and prints a summary, then the files that were left out. */
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
            names = "--domain",
            paramLabel = "NAME",
            description = "your own domain, can be given several times; reports about others are left out")
    private List<String> domains = List.of();

    @Option(
            names = "--accept-unverified",
            description = "also count mail whose DKIM signature is missing or broken, or whose key is gone")
    private boolean acceptUnverified;

    private final Supplier<DnsResolver> resolver;
    private final Console console;

    ReadReports(Supplier<DnsResolver> resolver, Console console) {
        this.resolver = resolver;
        this.console = console;
    }

    @Override
    public Integer call() {
        for (String domain : domains) {
            if (PolicyDomain.parse(domain).isEmpty()) {
                console.err().println("--domain " + domain + " is not a domain name");
                return CommandLine.ExitCode.USAGE;
            }
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            return failed(folder + " cannot be read: " + e.getMessage());
        }
        try (DnsResolver dns = resolver.get()) {
            ReportReader.Builder reader = ReportReader.builder().verifier(DkimVerifier.over(dns, Clock.systemUTC()));
            sumUp(acceptUnverified ? reader.acceptUnverified().build() : reader.build(), files);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            return failed("the page cannot be written: " + e.getMessage());
        } catch (IllegalStateException e) {
            return failed(e.getMessage()); // for example: no DNS server is configured on this system
        }
    }

    private int failed(@Nullable String reason) {
        console.err().println(reason);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Throws an exception only if the page cannot be written. */
    private void sumUp(ReportReader reader, List<Path> files) throws IOException {
        ReportSummary.Builder summary = ReportSummary.builder(Clock.systemUTC()).domains(own());
        Refusals refusals = new Refusals();
        int copies = 0;
        for (Path file : files) {
            if (isCopy(file)) {
                copies++;
                continue;
            }
            ReportRead result = reader.read(file);
            summary.add(result);
            if (result instanceof ReportRead.Refused refused) {
                refusals.add(file, refused);
            }
        }
        ReportSummary built = summary.build();
        console.out().print(SummaryText.of(built, Criteria.DEFAULT));
        if (copies > 0) {
            console.out()
                    .printf(
                            "%nSkipped %d mail file%s: the same report is in the JSON file beside each.%n",
                            copies, copies == 1 ? "" : "s");
        }
        if (html != null) {
            Files.writeString(html, SummaryPage.of(built, Criteria.DEFAULT), StandardCharsets.UTF_8);
            console.out().printf("%nThe page is in %s%n", html);
        }
        console.out().flush();
        console.err().print(refusals.text());
    }

    private Set<PolicyDomain> own() {
        return domains.stream()
                .map(PolicyDomain::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** True for {@code NAME!xxx.eml} beside {@code NAME.json}: {@code TlsReporting.write} makes both of one report. */
    private static boolean isCopy(Path file) {
        String name = file.getFileName().toString();
        int end = name.lastIndexOf('!');
        return name.endsWith(".eml")
                && end > 0
                && Files.isRegularFile(file.resolveSibling(name.substring(0, end) + ".json"));
    }
}
