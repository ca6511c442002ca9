package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NEXT_DAY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.testkit.PolicyHost;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionTest {
    @TempDir
    private Path folder;

    @Test
    @Tag("RPT-5.4-01")
    @Tag("RPT-5.4-02")
    @Tag("RPT-5.4-03")
    @Tag("RPT-3-18")
    void oneReportGoesToEveryDestination() throws IOException, InterruptedException {
        try (Rig rig = new Rig(folder)) {
            PolicyHost endpoint = rig.endpoint("r.example.net");
            rig.asksForReports("example.com", "https://r.example.net/in?x=1", "mailto:tls@example.com");
            rig.reporting.onOutcome(outcome("example.com", NOON, sts("example.com")));
            rig.reporting.onOutcome(outcome("example.com", NOON, sts("example.com", EXPIRED)));
            rig.flush();
            rig.submitAt(NEXT_DAY);
            assertThat(rig.events)
                    .containsExactlyInAnyOrder(
                            "delivered example.com https://r.example.net/in?x=1",
                            "delivered example.com mailto:tls@example.com");
            assertThat(endpoint.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/in?x=1");
                assertThat(request.headers().get("content-type")).containsExactly("application/tlsrpt+gzip");
                assertThat(request.headers()).doesNotContainKey("content-encoding");
            });
            JsonNode report = rig.posted(endpoint);
            assertThat(report.at("/policies/0/summary/total-successful-session-count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(rig.mails).hasSize(1);
        }
    }
}
