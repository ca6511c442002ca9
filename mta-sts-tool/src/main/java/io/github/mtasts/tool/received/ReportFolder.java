package io.github.mtasts.tool.received;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.read.ReceivedReport;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder of received reports: a {@link ReportInbox}, or one of mail messages and report files. Immutable. */
public final class ReportFolder {
    /** The file by which an inbox remembers when its clock was looked at. */
    public static final String CLOCK_MARK = ".clock";

    /** Not every name that begins so: people name attachments report-1.json, and keep other ones beside them. */
    private static final Pattern STORED_BY_INBOX =
            Pattern.compile("report-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|kept-.*|" + Pattern.quote(CLOCK_MARK));

    private final Path folder;
    private final ReportReader reader;
    private final Clock clock;

    private ReportFolder(Path folder, ReportReader reader, Clock clock) {
        this.folder = folder;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * A folder whose mail is verified through a network.
     *
     * @param folder the folder, from the working directory
     * @param network where the keys of signatures are looked up
     * @param acceptUnverified whether mail without a valid signature counts, too
     * @return the folder; nothing is read yet
     */
    public static ReportFolder of(Path folder, Network network, boolean acceptUnverified) {
        Clock clock = network.surroundings().clock();
        return new ReportFolder(
                network.surroundings().workingDirectory().resolve(folder), reader(network, acceptUnverified), clock);
    }

    /**
     * The reader of one report.
     *
     * @param network where the keys of signatures are looked up
     * @param acceptUnverified whether mail without a valid signature counts, too
     * @return a reader
     */
    public static ReportReader reader(Network network, boolean acceptUnverified) {
        ReportReader.Builder builder = ReportReader.builder()
                .verifier(
                        DkimVerifier.over(network.dns(), network.surroundings().clock()));
        return (acceptUnverified ? builder.acceptUnverified() : builder).build();
    }

    /**
     * Adds up the reports, each of which is in memory only while it is read.
     *
     * @param own the domains that count; all when it is empty
     * @param current the policies that domains publish now
     * @return the sums
     */
    public ReportSummary summary(Collection<PolicyDomain> own, Map<PolicyDomain, StsPolicy> current) {
        ReportSummary.Builder summary = ReportSummary.builder(clock).currentPolicies(current);
        if (!own.isEmpty()) {
            summary.domains(Set.copyOf(own));
        }
        try {
            if (isInbox()) {
                try (Stream<ReceivedReport> reports = ReportInbox.in(folder).reports(reader)) {
                    reports.forEach(each -> summary.add(each.result()));
                }
            } else {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(Files::isRegularFile).sorted().forEach(each -> summary.add(reader.read(each)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        }
        return summary.build();
    }

    private boolean isInbox() throws IOException {
        try (DirectoryStream<Path> stored = Files.newDirectoryStream(
                folder,
                file -> STORED_BY_INBOX.matcher(file.getFileName().toString()).matches())) {
            return stored.iterator().hasNext();
        }
    }
}
