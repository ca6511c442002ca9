package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.jakarta.mail.MailSenderBuilder;
import io.github.mtasts.spring.boot.MtaStsCustomizer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.TlsReportingBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** A Spring Boot application over a test network. What is registered stands for the application's own beans. */
final class Boot {
    /** The tag of cases that only the starter's own code decides: they run with Spring Boot 3 alone. */
    static final String SAME_IN_BOTH = "same-in-both";

    static final String EHLO = "mail.sender.example";
    static final String BODY = "canary-4711";
    /** The generation that the build runs the tests with. */
    static final int GENERATION = Integer.getInteger("spring-boot.generation", 3);

    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final Map<String, Object> beans = new LinkedHashMap<>();
    private final List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
    private WebApplicationType web = WebApplicationType.NONE;

    /** An application that has no code of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private Boot() {
        set("spring.main.banner-mode", "off");
        set("spring.jmx.enabled", "false");
        set("server.port", "0");
        set("logging.level.root", "warn");
        set("management.endpoints.web.exposure.include", "*");
        set("management.endpoint.health.show-details", "always");
        set("management.health.redis.enabled", "false");
        set("management.health.diskspace.enabled", "false");
        set(
                "spring.autoconfigure.exclude",
                GENERATION == 3
                        ? "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
                        : "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
    }

    /** An application without any property of the starter. */
    static Boot bare() {
        return new Boot();
    }

    /** An application that is on, with names and nothing else. */
    static Boot named() {
        return bare().set("mta-sts.enabled", "true")
                .set("mta-sts.ehlo-name", EHLO)
                .set("mta-sts.dns.servers", "127.0.0.1");
    }

    /** An application that is on, in a test network. */
    static Boot in(TestNetwork net, Path folder) throws IOException {
        Path roots = Files.writeString(folder.resolve("roots.pem"), net.ca().rootPem());
        return named().set("mta-sts.dns.servers", address(net))
                .set("mta-sts.dns.timeout", "2m")
                .set("mta-sts.trust.file", roots.toString())
                .bean("testNetwork", new Sockets(net))
                .bean("mtaStsTimeSource", new TimeSource(net.clock()));
    }

    private static String address(TestNetwork net) {
        return net.dns().address().getAddress().getHostAddress() + ":"
                + net.dns().address().getPort();
    }

    Boot set(String property, String value) {
        properties.put(property, value);
        return this;
    }

    Boot without(String property) {
        properties.remove(property);
        return this;
    }

    Boot bean(String name, Object bean) {
        beans.put(name, bean);
        return this;
    }

    Boot source(Class<?> type) {
        sources.add(type);
        return this;
    }

    Boot overHttp() {
        web = WebApplicationType.SERVLET;
        return this;
    }

    ConfigurableApplicationContext run() {
        SpringApplication application = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .web(web)
                .properties(properties)
                .initializers(context -> beans.forEach(context.getBeanFactory()::registerSingleton))
                .build();
        application.setRegisterShutdownHook(false);
        return application.run();
    }

    static void send(ConfigurableApplicationContext application, String recipient) {
        send(application.getBean(JavaMailSender.class), recipient);
    }

    static void send(JavaMailSender sender, String recipient) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("a@sender.example");
        message.setTo(recipient);
        message.setSubject("Test");
        message.setText(BODY);
        sender.send(message);
    }

    /** A domain with one MX host, and an enforce policy for a week. */
    static MxServer domain(TestNetwork net, String domain) {
        String host = "mx." + domain;
        return net.publish(domain, "1", TestNetwork.policy("enforce", 604_800, host))
                .mx(domain, host)
                .mxServer(host);
    }

    static HttpResponse<String> http(
            ConfigurableApplicationContext application, String method, String path, String body) throws Exception {
        String port = Objects.requireNonNull(application.getEnvironment().getProperty("local.server.port"));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    static String get(ConfigurableApplicationContext application, String path) throws Exception {
        return http(application, "GET", path, "").body();
    }

    /** The sockets of the network, which an application in the real one does not need. */
    private record Sockets(TestNetwork net) implements MtaStsCustomizer {
        @Override
        public void customize(MtaStsBuilder builder) {
            builder.socketFactory(net.sockets());
        }

        @Override
        public void customize(MailSenderBuilder builder) {
            builder.socketFactory(net.sockets());
        }

        @Override
        public void customize(TlsReportingBuilder builder) {
            builder.socketFactory(net.sockets()).clock(net.clock());
        }
    }
}
