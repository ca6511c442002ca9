package io.github.mtasts.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.sender.Dns;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** Reports that contain too little, too much, or exactly the failures. */
class ReportJudgementTest {
    private static Result run(String id, String... failures) {
        return runWith(id, report(entry("sts", failures)));
    }

    private static Result runWith(String id, String report) {
        SenderKind kind = Wrapped.kind(
                EnumSet.complementOf(EnumSet.of(Ability.RESTART, Ability.BOUNDED_MEMORY)),
                (naive, net) -> new Reporting(naive, net, report));
        return Trial.run(Catalogue.startingWith(List.of(id)).get(0), kind);
    }

    private static String report(String... entries) {
        return "{\"policies\":[" + String.join(",", entries) + "]}";
    }

    private static String entry(String policyType, String... failures) {
        return "{\"policy\":{\"policy-type\":\"" + policyType + "\"},\"failure-details\":["
                + Arrays.stream(failures)
                        .map(type -> "{\"result-type\":\"" + type + "\"}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** RFC 8460 section 5.2: compression is a SHOULD. */
    @Test
    void aPlainReportCounts() {
        Result result = run("starttls-stripped", "starttls-not-supported");
        assertThat(result.verdict()).as(result.why()).isEqualTo(Verdict.SAFE);
        assertThat(result.why()).endsWith("reported: starttls-not-supported");
    }

    @Test
    void aFailureThatIsNotToldIsUnreported() {
        Result result = run("starttls-stripped");
        assertThat(result.verdict()).isEqualTo(Verdict.UNREPORTED);
        assertThat(result.why()).isEqualTo("no report names starttls-not-supported; they name no failure");
    }

    @Test
    void aFailureThatDidNotHappenIsUntrue() {
        Result result = run("starttls-stripped", "starttls-not-supported", "certificate-expired", "dnssec-invalid");
        assertThat(result.verdict()).isEqualTo(Verdict.UNREPORTED);
        assertThat(result.why()).isEqualTo("a report names certificate-expired, dnssec-invalid, which did not happen");
    }

    @Test
    void whatMayBeToldNeedNotBe() {
        assertThat(run("mx-null").verdict()).isEqualTo(Verdict.SAFE);
        assertThat(run("mx-null", "validation-failure").verdict()).isEqualTo(Verdict.SAFE);
        assertThat(run("mx-null", "starttls-not-supported").verdict()).isEqualTo(Verdict.UNREPORTED);
    }

    /** The attack on a message that is returned is reported as well. */
    @Test
    void theReportsOfAMessageThatIsReturnedCount() {
        assertThat(run("broken-for-good", "starttls-not-supported").verdict()).isEqualTo(Verdict.SAFE);
        assertThat(run("broken-for-good").verdict()).isEqualTo(Verdict.UNREPORTED);
    }

    @Test
    void noneIsNotReportedAsSts() {
        assertThat(run("none-stripped").why()).isEqualTo("a report contains a policy of type sts");
    }

    /** D33: without a policy a refusal before TLS is no outcome. */
    @Test
    void aRefusalBeforeTlsIsNoTlsFailure() {
        String underSts = entry("sts", "validation-failure");
        assertThat(run("greeting-421", "validation-failure").verdict()).isEqualTo(Verdict.SAFE);
        assertThat(run("greeting-421", "starttls-not-supported").verdict()).isEqualTo(Verdict.UNREPORTED);
        assertThat(runWith("greeting-421", report(underSts, entry("no-policy-found")))
                        .verdict())
                .isEqualTo(Verdict.SAFE);
        Result blamed = runWith("greeting-421", report(underSts, entry("no-policy-found", "starttls-not-supported")));
        assertThat(blamed.verdict()).isEqualTo(Verdict.UNREPORTED);
        assertThat(blamed.why())
                .isEqualTo(
                        "a report names starttls-not-supported in sessions without a policy, in which no TLS was tried");
    }

    /** Posts a given report. */
    private static final class Reporting extends Wrapped {
        private final TestNetwork net;
        private final String report;

        Reporting(Sender naive, TestNetwork net, String report) {
            super(naive);
            this.net = net;
            this.report = report;
        }

        @Override
        public void submitReports() throws Exception {
            Request request = new Request.Builder()
                    .url("https://reports.target.test/")
                    .post(RequestBody.create(report, MediaType.get("application/tlsrpt+json")))
                    .build();
            try (Response response = client().newCall(request).execute()) {
                if (response.code() != 201) {
                    throw new IOException("the report was not taken: " + response.code());
                }
            }
        }

        private OkHttpClient client() {
            return new OkHttpClient.Builder()
                    .dns(host -> new Dns(net).addresses(host).found())
                    .socketFactory(net.sockets())
                    .sslSocketFactory(
                            net.ca().clientContext().getSocketFactory(),
                            net.ca().trustManager())
                    .build();
        }
    }
}
