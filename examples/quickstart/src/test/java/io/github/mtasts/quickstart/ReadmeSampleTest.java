package io.github.mtasts.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.delivery.Dialer;
import io.github.mtasts.delivery.MtaSts;
import io.github.mtasts.delivery.MtaStsBuilder;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the sample of README.md as it stands there, and sends mail with it. */
class ReadmeSampleTest {
    private static final Pattern SAMPLE =
            Pattern.compile("<!-- sample:begin -->\\s*```java\\n(.*?)```\\s*<!-- sample:end -->", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void deliversWhereItMayAndKeepsTheRest() throws Exception {
        Class<?> sample = compiled();
        try (TestNetwork net = TestNetwork.start();
                DnsResolver dns =
                        DnsResolver.builder().server(net.dns().address()).build();
                MtaSts mtaSts = ((MtaStsBuilder) sample.getMethod("settings").invoke(null))
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                        .socketFactory(net.sockets())
                        .build()) {
            net.publish("good.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.good.example"));
            net.publish("bad.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.bad.example"));
            net.mxServer("mx.good.example");
            net.mxServer("mx.bad.example").noStartTls();

            assertThat(deliver(sample, mtaSts, net, "good.example")).isTrue();
            assertThat(net.mxServer("mx.good.example").messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.tls()).isTrue());
            assertThat(deliver(sample, mtaSts, net, "bad.example")).isFalse();
            assertThat(net.mxServer("mx.bad.example").messages()).isEmpty();
        }
    }

    private static boolean deliver(Class<?> sample, MtaSts mtaSts, TestNetwork net, String domain) throws Exception {
        Function<String, Dialer> dialers = host -> () -> {
            Socket socket = net.sockets().createSocket();
            socket.connect(net.mxServer(host).address(), 5_000);
            return socket;
        };
        Method deliver =
                sample.getMethod("deliver", MtaSts.class, String.class, List.class, Function.class, MimeMessage.class);
        return (boolean) deliver.invoke(null, mtaSts, domain, List.of("mx." + domain), dialers, message(domain));
    }

    private static MimeMessage message(String domain) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("a@sender.example");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("b@" + domain));
        message.setText("hello");
        return message;
    }

    private Class<?> compiled() throws Exception {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of(System.getProperty("mtasts.root"), "README.md")));
        assertThat(sample.find()).as("README.md has a sample").isTrue();
        Path source = Files.writeString(folder.resolve("Outbound.java"), sample.group(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null,
                System.out,
                System.err,
                "-Xlint:all,-processing",
                "-Werror",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
        assertThat(status).as("the sample compiles").isZero();
        ClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        return loader.loadClass("com.example.mail.Outbound");
    }
}
