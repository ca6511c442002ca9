package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.spring.boot.MtaStsCustomizer;
import io.github.mtasts.spring.boot.MtaStsProperties;
import io.github.mtasts.spring.boot.MtaStsProperties.Via;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.TlsReportingBuilder;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.submit.ReportMailer;
import io.github.mtasts.tlsrpt.submit.SmtpReportMailer;
import io.github.mtasts.trust.TrustAnchors;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Makes the TLS reporting, which begins to mail other domains: only on {@code mta-sts.reporting.enabled}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "mta-sts.reporting.enabled", havingValue = "true")
class ReportingConfiguration {
    private static final String ORGANIZATION = "mta-sts.reporting.organization";
    private static final String CONTACT = "mta-sts.reporting.contact";
    private static final String KEY = "mta-sts.reporting.dkim.key-file";
    private static final String SELECTOR = "mta-sts.reporting.dkim.selector";
    private static final String HOST = "mta-sts.reporting.relay.host";

    @Bean
    ReportingState mtaStsReportingState() {
        return new ReportingState();
    }

    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean(ReportMailer.class)
    @ConditionalOnProperty(name = "mta-sts.reporting.mail", havingValue = "direct", matchIfMissing = true)
    DirectReportMailer mtaStsReportMailer(ObjectProvider<MailSender> senders) {
        return new DirectReportMailer(senders);
    }

    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    TlsReporting mtaStsReporting(
            MtaStsProperties properties,
            Stores stores,
            DnsResolver dns,
            TimeSource time,
            ObjectProvider<ReportMailer> mailers,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<ReportingListener> listeners,
            ObjectProvider<MtaStsCustomizer> customizers) {
        MtaStsProperties.Reporting settings = properties.reporting();
        Reporter reporter = reporter(settings);
        DkimKey key = key(settings, reporter, time.clock());
        ReportMailer mailer = mailers.getIfAvailable();
        requireSignature(key, mailer);
        TlsReportingBuilder builder =
                TlsReporting.builder(stores.reports(), reporter).dns(dns).clock(time.clock(), System::nanoTime);
        listeners.orderedStream().forEach(builder::listener);
        mailer = mailer == null && settings.mail() == Via.RELAY
                ? relay(settings.relay(), properties.ehloName())
                : mailer;
        if (mailer != null && key != null) {
            builder.mailer(mailer, key);
        } else if (mailer != null) {
            builder.signingMailer(mailer);
        }
        TrustAnchors anchors = Trust.anchors(properties.trust(), bundles.getIfAvailable());
        if (anchors != null) {
            builder.trustAnchors(anchors);
        }
        String folder = settings.dryRun();
        if (folder != null) {
            builder.dryRun(Path.of(folder));
        }
        String address = settings.publicAddress();
        if (address != null) {
            builder.publicAddress(Settings.address("mta-sts.reporting.public-address", address));
        }
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    private static Reporter reporter(MtaStsProperties.Reporting settings) {
        String organization = Settings.required(
                settings.organization(), ORGANIZATION, "the name of your organisation, such as Sender Ltd");
        String contact = Settings.required(
                settings.contact(), CONTACT, "a mail address of your organisation, such as tls-reports@example.com");
        return Settings.made(
                CONTACT,
                contact,
                "Set " + CONTACT + " to a mail address and " + ORGANIZATION + " to a name.",
                () -> Reporter.of(organization, contact));
    }

    private static @Nullable DkimKey key(MtaStsProperties.Reporting settings, Reporter reporter, Clock clock) {
        String file = settings.dkim().keyFile();
        if (file == null) {
            return null;
        }
        String selector =
                Settings.required(settings.dkim().selector(), SELECTOR, "the selector of the DKIM key, such as tlsrpt");
        return Settings.made(
                KEY,
                file,
                "Set " + KEY + " to a PEM file with an RSA or Ed25519 key that has BEGIN PRIVATE KEY, and " + SELECTOR
                        + " to its selector.",
                () -> DkimKey.fromPem(reporter.domain().name(), selector, Path.of(file), clock));
    }

    /** RFC 8460 section 3: receivers ignore a mailed report without a valid signature. */
    private static void requireSignature(@Nullable DkimKey key, @Nullable ReportMailer mailer) {
        if (mailer instanceof DirectReportMailer && key == null) {
            throw new SettingException(
                    "mta-sts.reporting.mail is direct, and no DKIM key signs the reports, which receivers would"
                            + " ignore.",
                    "Set " + KEY + " and " + SELECTOR + ", or mta-sts.reporting.mail to none.");
        }
    }

    private static ReportMailer relay(MtaStsProperties.Relay relay, @Nullable String ehloName) {
        String host = Settings.required(relay.host(), HOST, "the mail server that takes the reports");
        SmtpReportMailer.Builder builder = SmtpReportMailer.to(host, relay.port());
        if (ehloName != null) {
            builder.ehloName(ehloName);
        }
        String user = relay.username();
        if (user != null) {
            builder.credentials(
                    user,
                    Settings.required(relay.password(), "mta-sts.reporting.relay.password", "the password of " + user));
        }
        return builder.build();
    }
}
