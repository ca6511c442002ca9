package io.github.mtasts.james;

import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.TlsReportingBuilder;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes TLS reporting from the settings. */
final class ReportingParts {
    private static final Logger LOG = LoggerFactory.getLogger(ReportingParts.class);

    private ReportingParts() {}

    /**
     * Makes TLS reporting.
     *
     * @throws OptionException when a setting cannot be used; the message names it
     */
    static TlsReporting make(
            Settings.Reporting settings,
            Stores stores,
            Names names,
            ServerFiles files,
            @Nullable TrustAnchors anchors,
            Ports ports,
            ReportMailer mailer,
            ReportingState state)
            throws OptionException {
        Reporter reporter = reporter(settings);
        TlsReportingBuilder builder = TlsReporting.builder(stores.reports(settings), reporter)
                .dns(names.txt(), names.addresses())
                .clock(ports.clock(), ports.nanoTime())
                .listener(state);
        if (settings.keyFile().isPresent()) {
            builder.mailer(mailer, key(settings, reporter, files, ports));
        } else {
            LOG.warn(
                    "TLS reports are not signed by MTA-STS: James' mailet DKIMSign must sign mail from {}, because receivers"
                            + " ignore reports without a signature",
                    settings.contact());
            builder.signingMailer(mailer);
        }
        ports.sockets().ifPresent(builder::socketFactory);
        ports.guard().ifPresent(builder::addressGuard);
        if (anchors != null) {
            builder.trustAnchors(anchors);
        }
        if (settings.dryRun().isPresent()) {
            builder.dryRun(folder(settings.dryRun().get(), files));
        }
        settings.publicAddress().ifPresent(builder::publicAddress);
        return builder.build();
    }

    private static Reporter reporter(Settings.Reporting settings) throws OptionException {
        try {
            return Reporter.of(settings.organization(), settings.contact());
        } catch (IllegalArgumentException e) {
            throw new OptionException(
                    "mta-sts.properties: reporting.organization or reporting.contact cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static Path folder(String name, ServerFiles files) throws OptionException {
        try {
            return files.path(name);
        } catch (IllegalArgumentException e) {
            throw new OptionException("mta-sts.properties: reporting.dryRun is " + name + ": " + e.getMessage(), e);
        }
    }

    private static DkimKey key(Settings.Reporting settings, Reporter reporter, ServerFiles files, Ports ports)
            throws OptionException {
        String file = settings.keyFile().orElseThrow();
        try {
            return DkimKey.fromPem(
                    reporter.domain().name(), settings.selector().orElseThrow(), files.path(file), ports.clock());
        } catch (IOException | IllegalArgumentException e) {
            throw new OptionException(
                    "mta-sts.properties: reporting.dkim.keyFile is " + file + ": " + e.getMessage(), e);
        }
    }
}
