package io.github.mtasts.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.TlsReportingBuilder;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.dkim.DkimSigner;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends mail with the samples of README.md, and restarts. */
class ReadmeSampleTest {
    @TempDir
    Path folder;

    @Test
    void deliversWhereItMayAndKeepsTheRest() throws Exception {
        Class<?> sample = ReadmeSample.compiled("sample", "Outbound", folder);
        try (TestNetwork net = TestNetwork.start();
                DnsResolver dns =
                        DnsResolver.builder().server(net.dns().address()).build();
                MtaSts mtaSts = ((MtaStsBuilder)
                                sample.getMethod("settings", DnsResolver.class).invoke(null, dns))
                        .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                        .socketFactory(net.sockets())
                        .build()) {
            net.publish("good.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.good.example"));
            net.publish("bad.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.bad.example"));
            net.mxServer("mx.good.example");
            net.mxServer("mx.bad.example").noStartTls();

            assertThat(deliver(sample, mtaSts, dns, net, "good.example")).isTrue();
            assertThat(net.mxServer("mx.good.example").messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.tls()).isTrue());
            assertThat(deliver(sample, mtaSts, dns, net, "bad.example")).isFalse();
            assertThat(net.mxServer("mx.bad.example").messages()).isEmpty();
        }
    }

    @Test
    void remembersOverARestart() throws Exception {
        Class<?> sample = ReadmeSample.compiled("remembering", "Remembering", folder);
        Method open = sample.getMethod("cache", Path.class);
        try (TestNetwork net = TestNetwork.start();
                DnsResolver dns =
                        DnsResolver.builder().server(net.dns().address()).build()) {
            net.publish("good.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.good.example"));
            PolicyDomain domain = PolicyDomain.of("good.example");
            try (DurablePolicyCache cache = (DurablePolicyCache) open.invoke(null, folder);
                    MtaSts mtaSts = MtaSts.builder()
                            .cache(cache)
                            .dns(dns)
                            .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                            .socketFactory(net.sockets())
                            .build()) {
                ProactiveRefresh refresh =
                        (ProactiveRefresh) sample.getMethod("refresh", DurablePolicyCache.class, MtaSts.class)
                                .invoke(null, cache, mtaSts);
                assertThat(mtaSts.check(domain).join()).isInstanceOf(PolicyResolution.InForce.class);
                refresh.close();
            }
            try (DurablePolicyCache cache = (DurablePolicyCache) open.invoke(null, folder)) {
                assertThat(cache.get(domain)).isNotNull();
            }
        }
    }

    @Test
    void reportsWhatItCounted() throws Exception {
        Class<?> sample = ReadmeSample.compiled("reporting", "Reporting", folder);
        Method settings =
                sample.getMethod("settings", Path.class, DnsResolver.class, DkimSigner.class, BiConsumer.class);
        TestClock clock = new TestClock(Instant.now());
        DkimSigner signer = DkimKey.of(
                "sender.example",
                "tls",
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate(),
                clock);
        List<String> queue = new ArrayList<>();
        BiConsumer<ReportMail, String> mails = (mail, marker) -> queue.add(marker);
        try (TestNetwork net = TestNetwork.start();
                DnsResolver dns =
                        DnsResolver.builder().server(net.dns().address()).build()) {
            net.dns().txt("_smtp._tls.good.example", "v=TLSRPTv1; rua=mailto:tls@good.example");
            net.mxServer("mx.good.example");
            TlsReportingBuilder builder = (TlsReportingBuilder) settings.invoke(null, folder, dns, signer, mails);
            try (TlsReporting reporting = builder.build();
                    MtaSts mtaSts = MtaSts.builder()
                            .cache(MemoryPolicyCache.create())
                            .dns(dns)
                            .socketFactory(net.sockets())
                            .outcomes(reporting)
                            .build()) {
                Class<?> outbound = ReadmeSample.compiled("sample", "Outbound", folder);
                assertThat(deliver(outbound, mtaSts, dns, net, "good.example")).isTrue();
                assertThat(reporting.write(LocalDate.now(ZoneOffset.UTC), folder.resolve("reports")))
                        .hasSize(2);
                assertThat(queue).as("the day is not over").isEmpty();
            }
        }
    }

    private static boolean deliver(Class<?> sample, MtaSts mtaSts, DnsResolver dns, TestNetwork net, String domain)
            throws Exception {
        net.mx(domain, "mx." + domain);
        Object outbound = sample.getConstructor(MtaSts.class, MxLookup.class, SocketFactory.class)
                .newInstance(mtaSts, new MxLookup(dns, dns, Set.of()), net.sockets());
        return (boolean)
                sample.getMethod("deliver", String.class, MimeMessage.class).invoke(outbound, domain, message(domain));
    }

    private static MimeMessage message(String domain) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("a@sender.example");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("b@" + domain));
        message.setText("hello");
        return message;
    }
}
