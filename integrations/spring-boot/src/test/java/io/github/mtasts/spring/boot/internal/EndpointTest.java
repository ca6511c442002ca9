package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tlsrpt.TlsReporting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint over HTTP. */
@ExtendWith(TestNetworkExtension.class)
class EndpointTest {
    @TempDir
    private Path folder;

    private Boot boot(TestNetwork net) throws Exception {
        Boot.domain(net, "example.com");
        Boot.domain(net, "example.net");
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=https://reports.example/");
        net.dns().noData("_smtp._tls.example.net");
        return Boot.in(net, folder)
                .set("mta-sts.store.file", folder.resolve("policies.db").toString())
                .set("mta-sts.reporting.enabled", "true")
                .set("mta-sts.reporting.mail", "none")
                .set("mta-sts.reporting.organization", "Sender Ltd")
                .set("mta-sts.reporting.contact", "tls-reports@sender.example")
                .overHttp();
    }

    @Test
    void listsLooksUpChecksRefreshesAndRemoves(TestNetwork net) throws Exception {
        Boot boot = boot(net).set("management.endpoint.mtasts.access", "unrestricted");
        try (var application = boot.run()) {
            Boot.send(application, "b@example.com");
            Boot.send(application, "b@example.net");
            Await.until(() -> Boot.get(application, "mtasts").contains("\"waiting\":0"));
            assertThat(Boot.get(application, "mtasts"))
                    .contains("\"domain\":\"example.com\"", "\"domain\":\"example.net\"")
                    .contains("\"mode\":\"enforce\"", "\"mx\":[\"mx.example.com\"]", "\"ownFailures\":0");
            assertThat(Boot.get(application, "mtasts?limit=1"))
                    .contains("\"next\":\"example.com\"")
                    .doesNotContain("example.net");
            assertThat(Boot.get(application, "mtasts?limit=1&after=example.com"))
                    .contains("\"domain\":\"example.net\"");

            assertThat(Boot.get(application, "mtasts/example.com"))
                    .contains("\"id\":\"1\"", "\"maxAgeSeconds\":604800", "\"expiresAt\":\"");
            assertThat(Boot.http(application, "GET", "mtasts/unknown.example", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(Boot.http(application, "GET", "mtasts/no..domain", "").statusCode())
                    .isEqualTo(400);

            net.policyHost("example.com").clearRequests();
            assertThat(Boot.http(application, "POST", "mtasts/example.com", "{\"action\":\"refresh\"}")
                            .body())
                    .contains("renewed");
            assertThat(net.policyHost("example.com").requests()).hasSize(1);
            assertThat(Boot.http(application, "POST", "mtasts/example.com", "{\"action\":\"check\"}")
                            .body())
                    .contains("enforce");
            assertThat(Boot.http(application, "POST", "mtasts/example.com", "{\"action\":\"x\"}")
                            .statusCode())
                    .isEqualTo(400);

            assertThat(Boot.http(application, "DELETE", "mtasts/example.com", "")
                            .body())
                    .contains("\"removed\":true");
            assertThat(Boot.http(application, "GET", "mtasts/example.com", "").statusCode())
                    .isEqualTo(404);
            assertThat(Boot.http(application, "DELETE", "mtasts/example.com", "")
                            .body())
                    .contains("\"removed\":false");
        }
    }

    @Test
    void showsPendingReportsAndSuppressedDestinations(TestNetwork net) throws Exception {
        try (var application = boot(net)
                .set("management.endpoint.mtasts.access", "unrestricted")
                .run()) {
            Boot.send(application, "b@example.com");
            TlsReporting reporting = application.getBean(TlsReporting.class);
            Await.until(() -> reporting.flush()
                    && Boot.get(application, "mtasts")
                            .contains("\"pending\":{\"" + today(net) + "\":[\"example.com\"]}"));
            assertThat(Boot.get(application, "mtasts")).contains("\"suppressed\":{}");
            assertThat(Boot.http(application, "POST", "mtasts", "{\"release\":\"https://reports.example/\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String today(TestNetwork net) {
        return net.clock().instant().toString().substring(0, 10);
    }

    @Test
    void changesNothingUnlessAccessIsUnrestricted(TestNetwork net) throws Exception {
        try (var application = boot(net).run()) {
            Boot.send(application, "b@example.com");
            assertThat(Boot.http(application, "DELETE", "mtasts/example.com", "")
                            .statusCode())
                    .isEqualTo(405);
            assertThat(Boot.http(application, "POST", "mtasts/example.com", "{\"action\":\"refresh\"}")
                            .statusCode())
                    .isEqualTo(405);
            assertThat(Boot.http(application, "GET", "mtasts/example.com", "").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void isNotMadeUnlessItIsExposed(TestNetwork net) throws Exception {
        try (var application = boot(net)
                .set("management.endpoints.web.exposure.include", "health")
                .run()) {
            assertThat(application.getBeanNamesForType(MtaStsEndpoint.class)).isEmpty();
        }
    }
}
