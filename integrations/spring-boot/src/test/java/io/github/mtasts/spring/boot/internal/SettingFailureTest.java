package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.sqlite.SQLiteDataSource;

/** An application that cannot start says in one sentence what to set. */
class SettingFailureTest {
    @TempDir
    private Path folder;

    private static FailureAnalysis failure(Boot boot) {
        Throwable failure = catchThrowable(() -> boot.run().close());
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new SettingFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("%s", failure).isNotNull();
        return analysis;
    }

    @Test
    void isShownInPlaceOfAStackTrace() {
        String log;
        try (Console console = Console.taken()) {
            assertThatThrownBy(() -> Boot.named().without("mta-sts.ehlo-name").run())
                    .hasRootCauseMessage("mta-sts.ehlo-name is not set.");
            log = console.text();
        }
        assertThat(log)
                .contains("APPLICATION FAILED TO START")
                .contains("Set mta-sts.ehlo-name to the domain name of this server, such as mail.example.com.")
                .doesNotContain("\tat ");
    }

    @Tag(Boot.SAME_IN_BOTH)
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mta-sts.ehlo-name=two words              | mta-sts.ehlo-name is two words      | Set mta-sts.ehlo-name to
        mta-sts.dns.servers=ns.example.com       | mta-sts.dns.servers has "ns.example.com" | Set mta-sts.dns.servers to IP addresses
        mta-sts.dns.servers=192.0.2.1:99999      | mta-sts.dns.servers has "192.0.2.1:99999" | Set mta-sts.dns.servers to IP addresses
        mta-sts.dns.timeout=0s                   | mta-sts.dns is                      | mta-sts.dns.timeout to a time such as 5s
        mta-sts.store.type=sqlite                | mta-sts.store.file is not set       | Set mta-sts.store.file to an SQLite file
        mta-sts.store.file=FOLDER                | mta-sts.store.file is               | Set mta-sts.store.file to a file that this process alone may open
        mta-sts.store.type=data-source           | the application has no DataSource   | Set spring.datasource.url to a PostgreSQL database
        mta-sts.store.redis-url=gopher://x;mta-sts.store.type=redis | mta-sts.store.redis-url is set | Set spring.data.redis.host
        spring.data.redis.cluster.nodes=192.0.2.1:6379;mta-sts.store.type=redis | names sentinels or a cluster | Set mta-sts.store.redis-url to one Redis server
        mta-sts.rules.file=FOLDER/none           | mta-sts.rules.file is               | Set mta-sts.rules.file to a readable file
        mta-sts.rules.file=RULES;mta-sts.rules.reload-every=0s | mta-sts.rules.reload-every is PT0S | Set mta-sts.rules.reload-every to a positive time
        mta-sts.trust.file=FOLDER/none           | mta-sts.trust.file is               | Set mta-sts.trust.file to a PEM file
        mta-sts.trust.file=RULES                 | mta-sts.trust.file is               | Set mta-sts.trust.file to a PEM file
        mta-sts.trust.bundle=none                | mta-sts.trust.bundle is none        | Set mta-sts.trust.bundle to the name of a bundle
        mta-sts.trust.bundle=x;mta-sts.trust.file=y | are both set                     | Remove mta-sts.trust.file or mta-sts.trust.bundle
        mta-sts.refresh.every=8d                 | mta-sts.refresh.every is            | Set mta-sts.refresh.every to at most seven days
        mta-sts.refresh.unused-after=1h          | mta-sts.refresh.unused-after is     | Set mta-sts.refresh.unused-after to at least two days
        mta-sts.mail.own-names=no host           | mta-sts.mail.own-names is no host   | Set mta-sts.mail.own-names to host names
        """)
    void namesThePropertyAndSaysWhatToSet(String properties, String description, String action) throws Exception {
        Boot boot = Boot.named();
        setAll(boot, properties);
        FailureAnalysis analysis = failure(boot);
        assertThat(analysis.getDescription()).contains(description);
        assertThat(analysis.getAction()).contains(action).endsWith(".");
    }

    @Test
    void showsNoPasswordOfARedisUrl() {
        FailureAnalysis analysis = failure(Boot.named()
                .set("mta-sts.store.type", "redis")
                .set("mta-sts.store.redis-url", "redis://:hidden word@redis.example.com"));
        assertThat(analysis.getDescription()).contains("mta-sts.store.redis-url", "it is no URL");
        for (Throwable cause = analysis.getCause(); cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("hidden");
        }
    }

    @Tag(Boot.SAME_IN_BOTH)
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mta-sts.reporting.organization=          | mta-sts.reporting.organization is not set | Set mta-sts.reporting.organization
        mta-sts.reporting.contact=               | mta-sts.reporting.contact is not set | Set mta-sts.reporting.contact
        mta-sts.reporting.contact=nobody         | mta-sts.reporting.contact is nobody  | Set mta-sts.reporting.contact
        mta-sts.reporting.dkim.selector=         | mta-sts.reporting.dkim.selector is not set | Set mta-sts.reporting.dkim.selector
        mta-sts.reporting.dkim.key-file=RULES    | mta-sts.reporting.dkim.key-file is   | BEGIN PRIVATE KEY
        mta-sts.reporting.mail=relay             | mta-sts.reporting.relay.host is not set | Set mta-sts.reporting.relay.host
        mta-sts.reporting.mail=relay;mta-sts.reporting.relay.host=r;mta-sts.reporting.relay.username=u | mta-sts.reporting.relay.password is not set | Set mta-sts.reporting.relay.password
        mta-sts.mail.enabled=false               | there is no MailSender               | Set mta-sts.reporting.mail to relay or none
        mta-sts.reporting.public-address=here    | mta-sts.reporting.public-address is "here" | Set mta-sts.reporting.public-address
        """)
    void namesThePropertyOfReporting(String properties, String description, String action) throws Exception {
        Boot boot = reporting();
        setAll(boot, properties);
        FailureAnalysis analysis = failure(boot);
        assertThat(analysis.getDescription()).contains(description);
        assertThat(analysis.getAction()).contains(action);
    }

    private void setAll(Boot boot, String properties) throws Exception {
        String text = properties.replace("RULES", rules().toString()).replace("FOLDER", folder.toString());
        for (String each : text.split(";", -1)) {
            int equals = each.indexOf('=');
            boot.set(each.substring(0, equals), each.substring(equals + 1));
        }
    }

    private Boot reporting() throws Exception {
        return Boot.named()
                .set("mta-sts.store.file", folder.resolve("policies.db").toString())
                .set("mta-sts.reporting.enabled", "true")
                .set("mta-sts.reporting.organization", "Sender Ltd")
                .set("mta-sts.reporting.contact", "tls-reports@sender.example")
                .set("mta-sts.reporting.dkim.selector", "tls")
                .set("mta-sts.reporting.dkim.key-file", Keys.ed25519(folder).toString());
    }

    private Path rules() throws Exception {
        return Files.writeString(folder.resolve("rules"), "partner.example enforce mx.partner.example\n");
    }

    @Test
    void reportsThatNobodySignsAreNotSent() throws Exception {
        FailureAnalysis analysis = failure(reporting().without("mta-sts.reporting.dkim.key-file"));
        assertThat(analysis.getDescription()).contains("no DKIM key signs the reports");
        assertThat(analysis.getAction()).startsWith("Set mta-sts.reporting.dkim.key-file");
    }

    @Test
    void reportsNeedAPlace() throws Exception {
        FailureAnalysis analysis = failure(reporting().without("mta-sts.store.file"));
        assertThat(analysis.getDescription()).contains("where the counts of reports are kept");
        assertThat(analysis.getAction()).startsWith("Set mta-sts.reporting.file");
    }

    @Test
    void theFileOfAnotherProcessOrApplicationIsRefused() throws Exception {
        String file = folder.resolve("policies.db").toString();
        try (var first = Boot.named().set("mta-sts.store.file", file).run()) {
            assertThat(first.isRunning()).isTrue();
            FailureAnalysis analysis = failure(Boot.named().set("mta-sts.store.file", file));
            assertThat(analysis.getDescription()).startsWith("mta-sts.store.file is " + file);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SeveralDataSources {
        @Bean
        DataSource first() {
            return new SQLiteDataSource();
        }

        @Bean
        DataSource second() {
            return new SQLiteDataSource();
        }
    }

    @Test
    void severalDataSourcesNeedAName() {
        Boot boot = Boot.named().source(SeveralDataSources.class).set("mta-sts.store.type", "data-source");
        FailureAnalysis several = failure(boot);
        assertThat(several.getDescription()).contains("several DataSource beans");
        assertThat(several.getAction()).contains("first", "second");
        FailureAnalysis unknown = failure(boot.set("mta-sts.store.data-source", "third"));
        assertThat(unknown.getDescription()).contains("no DataSource with the name third");
    }

    @Test
    void aDatabaseThatTheStoresCannotUseIsNamed() {
        FailureAnalysis analysis = failure(Boot.named()
                .source(SeveralDataSources.class)
                .set("mta-sts.store.type", "data-source")
                .set("mta-sts.store.data-source", "first"));
        assertThat(analysis.getDescription()).contains("the application's DataSource is SQLite");
        assertThat(analysis.getAction()).contains("a DataSource of PostgreSQL");
    }

    /** A sender that posts to a service, say. */
    static final class OtherSender implements JavaMailSender {
        @Override
        public MimeMessage createMimeMessage() {
            return new MimeMessage((Session) null);
        }

        @Override
        public MimeMessage createMimeMessage(InputStream content) {
            return createMimeMessage();
        }

        @Override
        public void send(MimeMessage... messages) {}

        @Override
        public void send(SimpleMailMessage... messages) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherSenderConfiguration {
        @Bean
        JavaMailSender other() {
            return new OtherSender();
        }
    }

    @Test
    void aSenderThatCannotBeProtectedIsNamed() {
        Boot boot = Boot.named().source(OtherSenderConfiguration.class);
        FailureAnalysis analysis = failure(boot);
        assertThat(analysis.getDescription()).contains("The bean other of", "cannot protect");
        assertThat(analysis.getAction()).contains("mta-sts.mail.unprotected");
        try (var application = boot.set("mta-sts.mail.unprotected", "other").run()) {
            assertThat(application.getBean(JavaMailSender.class)).isInstanceOf(OtherSender.class);
        }
    }
}
