package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;

/** Each part is closed before what it uses. */
@ExtendWith(TestNetworkExtension.class)
class ClosingTest {
    @TempDir
    private Path folder;

    private static final class Order implements DestructionAwareBeanPostProcessor {
        final List<String> names = new CopyOnWriteArrayList<>();

        @Override
        public void postProcessBeforeDestruction(Object bean, String name) {
            names.add(name);
        }

        @Override
        public boolean requiresDestruction(Object bean) {
            return bean instanceof AutoCloseable || bean instanceof DisposableBean;
        }
    }

    /** Sends its last message when it is closed. */
    record Farewell(JavaMailSender sender) implements DisposableBean {
        @Override
        public void destroy() {
            Boot.send(sender, "b@example.com");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        Farewell farewell(JavaMailSender sender) {
            return new Farewell(sender);
        }
    }

    @Test
    void takesTheRulesAboutDaneFromTheFile(TestNetwork net) throws Exception {
        Path rules = Files.writeString(folder.resolve("rules"), "partner.example dane require\n");
        try (var application = Boot.in(net, folder)
                .set("mta-sts.store.file", folder.resolve("policies.db").toString())
                .set("mta-sts.rules.file", rules.toString())
                .run()) {
            assertThat(application.getBean(LocalPolicy.class).daneRule(PolicyDomain.of("partner.example")))
                    .isEqualTo(DaneRule.REQUIRE);
        }
    }

    @Test
    void closesEachPartBeforeWhatItUses(TestNetwork net) throws Exception {
        var mx = Boot.domain(net, "example.com");
        Order order = new Order();
        Path rules = Files.writeString(folder.resolve("rules"), "partner.example enforce mx.partner.example\n");
        Boot boot = Boot.in(net, folder)
                .set("mta-sts.store.file", folder.resolve("policies.db").toString())
                .set("mta-sts.rules.file", rules.toString())
                .set("mta-sts.reporting.enabled", "true")
                .set("mta-sts.reporting.organization", "Sender Ltd")
                .set("mta-sts.reporting.contact", "tls-reports@sender.example")
                .set("mta-sts.reporting.dkim.selector", "tls")
                .set("mta-sts.reporting.dkim.key-file", Keys.ed25519(folder).toString())
                .source(Application.class)
                .bean("order", order);
        ConfigurableApplicationContext application;
        try (Console console = Console.taken()) {
            application = boot.run();
            // The reporting looks for the record of its key in the background, and finds none.
            Await.until(() -> console.text().contains("tls._domainkey"));
        }
        application.getBeanFactory().addBeanPostProcessor(order);
        String log;
        try (Console console = Console.taken()) {
            application.close();
            log = console.text();
        }

        assertThat(mx.messages()).hasSize(1); // the last message of the application
        assertBefore(order, "farewell", "mtaStsMailSender");
        assertBefore(order, "mtaStsMailSender", "mtaSts");
        assertBefore(order, "mtaStsRefresh", "mtaSts");
        assertBefore(order, "mtaSts", "mtaStsReporting");
        assertBefore(order, "mtaSts", "mtaStsRules");
        assertBefore(order, "mtaSts", "mtaStsPolicyCache");
        assertBefore(order, "mtaStsReporting", "mtaStsStores");
        assertBefore(order, "mtaStsPolicyCache", "mtaStsStores");
        assertBefore(order, "mtaStsReporting", "mtaStsDnsResolver");
        assertThat(log).doesNotContain("ERROR").doesNotContain("WARN");
    }

    private static void assertBefore(Order order, String first, String second) {
        assertThat(order.names).contains(first, second);
        assertThat(order.names.indexOf(first)).as(first + " before " + second).isLessThan(order.names.indexOf(second));
    }
}
