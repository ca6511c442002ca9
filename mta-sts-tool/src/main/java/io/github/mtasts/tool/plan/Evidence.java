package io.github.mtasts.tool.plan;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.ReceivedReport;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.DomainSummary;
import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks a folder of received reports whether a domain can go on to enforce. */
final class Evidence {
    private final Network network;
    private final Criteria criteria;

    Evidence(Network network, Criteria criteria) {
        this.network = network;
        this.criteria = criteria;
    }

    /**
     * Reads the folder: a {@link ReportInbox}, or one of mail messages and report files.
     *
     * @return empty when no report is about the domain
     */
    Optional<Readiness> in(Path folder, PolicyDomain domain, Optional<StsPolicy> policy) {
        Clock clock = network.surroundings().clock();
        ReportReader reader = ReportReader.builder()
                .verifier(DkimVerifier.over(network.dns(), clock))
                .build();
        ReportSummary.Builder summary = ReportSummary.builder(clock).domains(Set.of(domain));
        policy.ifPresent(current -> summary.currentPolicies(Map.of(domain, current)));
        try {
            results(folder, reader).forEach(summary::add);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        }
        return summary.build().domains().stream()
                .filter(about -> about.domain().equals(domain.name()))
                .map(about -> readiness(about))
                .findFirst();
    }

    private Readiness readiness(DomainSummary about) {
        return Readiness.of(about, criteria);
    }

    private static List<ReportRead> results(Path folder, ReportReader reader) throws IOException {
        try (Stream<ReceivedReport> kept = ReportInbox.in(folder).reports(reader)) {
            List<ReportRead> results = kept.map(ReceivedReport::result).toList();
            if (!results.isEmpty()) {
                return results;
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().map(reader::read).toList();
        }
    }
}
