package io.github.mtasts.tool.postfix;

import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.TlsReportingBuilder;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import io.github.mtasts.tlsrpt.submit.SmtpReportMailer;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes TLS reporting from the settings. Reports go through Postfix itself, with {@code TLS-Required: No} (RFC 8689 section 2): a
 * report about broken TLS has to arrive where TLS is broken.
 */
final class ReportingParts {
    private ReportingParts() {}

    /**
     * Makes TLS reporting.
     *
     * @param stores opens the one that keeps the counts, which is closed with the reporting
     * @throws ConfigException when a setting cannot be used
     */
    static TlsReporting make(
            Settings.Reporting settings,
            Stores stores,
            Policies policies,
            TrustAnchors anchors,
            Surroundings surroundings,
            List<ReportingListener> listeners)
            throws ConfigException {
        Reporter reporter = reporter(settings);
        Optional<DkimKey> key = settings.dkim().isPresent()
                ? Optional.of(key(settings.dkim().get(), reporter, surroundings))
                : Optional.empty();
        TlsReportingBuilder builder = TlsReporting.builder(stores.reports(settings), reporter)
                .dns(
                        name -> policies.library().dns().txt(name),
                        name -> policies.library().dns().addresses(name))
                .clock(surroundings.clock(), surroundings.nanoTime())
                .socketFactory(surroundings.sockets())
                .addressGuard(surroundings.guard())
                .trustAnchors(anchors);
        listeners.forEach(builder::listener);
        ReportMailer postfix = SmtpReportMailer.to(
                        settings.smtp().getAddress().getHostAddress(),
                        settings.smtp().getPort())
                .withoutTls()
                .ehloName("localhost")
                .build();
        key.ifPresentOrElse(signer -> builder.mailer(postfix, signer), () -> builder.signingMailer(postfix));
        settings.dryRun().ifPresent(builder::dryRun);
        settings.publicAddress().ifPresent(builder::publicAddress);
        return builder.build();
    }

    private static Reporter reporter(Settings.Reporting settings) throws ConfigException {
        try {
            return Reporter.of(settings.organization(), settings.contact());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "reporting.organization or reporting.contact cannot be used: " + e.getMessage(), e);
        }
    }

    private static DkimKey key(Settings.Dkim dkim, Reporter reporter, Surroundings surroundings)
            throws ConfigException {
        try {
            return DkimKey.fromPem(reporter.domain().name(), dkim.selector(), dkim.keyFile(), surroundings.clock());
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("reporting.dkim.keyFile is " + dkim.keyFile() + ": " + e.getMessage(), e);
        }
    }
}
