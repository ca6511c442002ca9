package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What the starter does to the mail of an application. */
@ExtendWith(TestNetworkExtension.class)
class ProtectionTest {
    @TempDir
    private Path folder;

    @Test
    void runsOnTheGenerationThatTheBuildNames() {
        assertThat(SpringBootVersion.getVersion()).startsWith(Boot.GENERATION + ".");
    }

    @Test
    void theJarAloneChangesNothingAndSaysSo() {
        try (Console console = Console.taken();
                var application =
                        Boot.bare().set("spring.mail.host", "mail.example.com").run()) {
            JavaMailSenderImpl sender = application.getBean(JavaMailSenderImpl.class);
            assertThat(sender.getProtocol()).isIn("smtp", null);
            assertThat(sender.getJavaMailProperties()).doesNotContainKey("mail.transport.protocol.rfc822");
            assertThat(application.getBeanNamesForType(MtaSts.class)).isEmpty();
            assertThat(application.getBeanNamesForType(DnsResolver.class)).isEmpty();
            assertThat(console.text()).contains("MTA-STS is off: set mta-sts.enabled to true");
        }
    }

    @Test
    void aWilledOffIsNotLogged() {
        try (Console console = Console.taken();
                var application = Boot.bare().set("mta-sts.enabled", "false").run()) {
            assertThat(application.getBeanNamesForType(MtaSts.class)).isEmpty();
            assertThat(console.text()).doesNotContain("MTA-STS");
        }
    }

    @Test
    void deliversToTheMxHostOverTlsWithoutAnyMailServerInTheProperties(TestNetwork net) throws Exception {
        MxServer mx = Boot.domain(net, "example.com");
        try (var application = Boot.in(net, folder).run()) {
            Boot.send(application, "b@example.com");
        }
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.tls()).isTrue());
        assertThat(mx.sawInClear(Boot.BODY)).isFalse();
    }

    @Test
    void showsMetricsOfWhatItDid(TestNetwork net) throws Exception {
        Boot.domain(net, "example.com");
        try (var application = Boot.in(net, folder).overHttp().run()) {
            Boot.send(application, "b@example.com");
            Await.until(() -> Boot.http(application, "GET", "metrics/mta.sts.session", "")
                    .body()
                    .contains("\"statistic\":\"COUNT\",\"value\":1.0"));
            assertThat(Boot.get(application, "metrics/mta.sts.cache.policies")).contains("\"value\":1.0");
        }
    }

    /** Which metrics are made from. */
    @Test
    void beansThatListenHearOfQueriesAndOpenings(TestNetwork net) throws Exception {
        Boot.domain(net, "example.com");
        List<String> heard = new CopyOnWriteArrayList<>();
        MtaStsListener listener = (MtaStsListener) Proxy.newProxyInstance(
                MtaStsListener.class.getClassLoader(),
                new Class<?>[] {MtaStsListener.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> 1;
                    case "toString" -> "listener";
                    default -> {
                        heard.add(method.getName());
                        yield null;
                    }
                });
        try (var application = Boot.in(net, folder).bean("listener", listener).run()) {
            Boot.send(application, "b@example.com");
            Await.until(() -> heard.stream().distinct().count() >= 3);
        }
        assertThat(heard).isNotEmpty();
    }

    @Test
    void refusesAHostWhoseStartTlsIsStripped(TestNetwork net) throws Exception {
        MxServer mx = Boot.domain(net, "example.com").noStartTls();
        try (var application = Boot.in(net, folder).run()) {
            assertThatThrownBy(() -> Boot.send(application, "b@example.com"))
                    .isInstanceOf(MailException.class)
                    .hasMessageContaining("4.7.5");
        }
        assertThat(mx.sessions()).isNotEmpty();
        assertThat(mx.sawInClear(Boot.BODY)).isFalse();
    }

    @Test
    void theMailServerOfTheApplicationIsASmartHostThatGetsThePasswordOnlyOverValidTls(TestNetwork net)
            throws Exception {
        net.dns().noData("_mta-sts.smart.example");
        MxServer smart = net.mxServer("smart.example").extensions("AUTH PLAIN");
        Boot boot = Boot.in(net, folder)
                .set("spring.mail.host", "smart.example")
                .set("spring.mail.port", "25")
                .set("spring.mail.username", "user")
                .set("spring.mail.password", "sesame-4711");
        try (var application = boot.run()) {
            smart.noStartTls();
            assertThatThrownBy(() -> Boot.send(application, "b@example.com")).isInstanceOf(MailException.class);
        }
        assertThat(smart.sessions()).isNotEmpty();
        assertThat(smart.sawInClear("AUTH")).isFalse();
        assertThat(smart.sawInClear(Boot.BODY)).isFalse();
    }

    @Test
    void whatTheApplicationDemandedOfTlsItStillDemands(TestNetwork net) throws Exception {
        net.dns().noData("_mta-sts.smart.example");
        MxServer smart = net.mxServer("smart.example").noStartTls();
        Boot boot =
                Boot.in(net, folder).set("spring.mail.host", "smart.example").set("spring.mail.port", "25");
        try (var application = boot.run()) {
            Boot.send(application, "b@example.com"); // no policy, no demand
            assertThat(smart.takeMessages()).hasSize(1);
        }
        smart.clear();
        try (var application = boot.set("spring.mail.properties.mail.smtp.starttls.required", "true")
                .run()) {
            assertThatThrownBy(() -> Boot.send(application, "b@example.com")).isInstanceOf(MailException.class);
        }
        assertThat(smart.messages()).isEmpty();
        try (var application = boot.set("spring.mail.protocol", "smtps").run()) {
            Properties properties =
                    application.getBean(JavaMailSenderImpl.class).getJavaMailProperties();
            assertThat(properties)
                    .containsEntry("mail.mta-sts.ssl.enable", "true")
                    .containsEntry("mail.mta-sts.tls.required", "true");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoSenders {
        @Bean
        JavaMailSenderImpl outbound() {
            return new JavaMailSenderImpl();
        }

        @Bean
        JavaMailSenderImpl internal() {
            return new JavaMailSenderImpl();
        }
    }

    @Test
    void protectsEverySenderExceptThoseThatAreNamed() {
        try (var application = Boot.named()
                .source(TwoSenders.class)
                .set("mta-sts.mail.unprotected", "internal")
                .run()) {
            assertThat(protocol(application, "outbound")).isEqualTo("mta-sts");
            assertThat(protocol(application, "internal")).isNull();
            assertThat(application.getBeansOfType(JavaMailSender.class)).hasSize(2);
        }
    }

    @Test
    void withoutMailOnlyTheLibraryIsMade() {
        try (var application = Boot.named()
                .without("mta-sts.ehlo-name")
                .set("mta-sts.mail.enabled", "false")
                .source(TwoSenders.class)
                .run()) {
            assertThat(application.getBean(MtaSts.class)).isNotNull();
            assertThat(protocol(application, "outbound")).isNull();
        }
    }

    private static String protocol(ConfigurableApplicationContext application, String bean) {
        return application.getBean(bean, JavaMailSenderImpl.class).getProtocol();
    }
}
