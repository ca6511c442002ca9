package io.github.mtasts.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.mtasts.Opening;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxAnswer;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.dns.RecordData;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values of the API reach logs and tables: their text is plain words, and never the generated text of a record. */
class ReadableTextTest {
    private static final Failure FAILURE =
            new Failure(ResultType.STS_POLICY_FETCH_ERROR, "dns-no-address: mta-sts.example.com has no address");

    @Test
    void noRecordOfTheApiHasTheGeneratedText() {
        assertThat(MainCode.CLASSES.stream().filter(type -> type.isRecord() && MainCode.isApi(type)))
                .isNotEmpty()
                .noneMatch(ReadableTextTest::hasGeneratedText);
    }

    @Test
    void saysInWordsWhatAValueIs() {
        assertThat(new MxLookupResult.NoSuchDomain()).hasToString("the domain does not exist");
        assertThat(new MxLookupResult.Hosts(List.of(MxHost.of("example.com")), true, List.of()))
                .hasToString("no MX record; the host is example.com");
        assertThat(new MxLookupResult.NoUsableHost(List.of("left out: 192.0.2.1")))
                .hasToString("no MX record of the domain names a host (left out: 192.0.2.1)");
        assertThat(new AddressAnswer.Addresses(List.of(InetAddress.getLoopbackAddress())))
                .hasToString("address 127.0.0.1");
        assertThat(new MxAnswer.Records(List.of(new MxAnswer.Mx(0, ""), new MxAnswer.Mx(10, "mx.example.com"))))
                .hasToString("2 MX records: MX 0 ., MX 10 mx.example.com");
        assertThat(new SecureAnswer.Found(
                        List.of(new RecordData.Mx(10, "mx.example.com"), new RecordData.Alias("a.example")),
                        "example.com",
                        true,
                        Duration.ZERO))
                .hasToString("secure [MX 10 mx.example.com, CNAME a.example] of example.com");
        assertThat(new SecureAnswer.Nothing("example.com", false, false, Duration.ZERO))
                .hasToString("insecure, example.com does not exist");
        assertThat(new SecureAnswer.Failed("SERVFAIL", false, LookupFault.DOMAIN))
                .hasToString("failed: SERVFAIL");
        assertThat(new LocalRule.TreatAsTesting()).hasToString("treat the published policy as testing");
        assertThat(new Opening.NotReady<>(Opening.NotReady.Cause.NO_STARTTLS, List.of(), "250 mx1"))
                .hasToString("not ready: no starttls, reply: 250 mx1");
        assertThat(new Unsent.Defer("4.7.5", "no MX host was ready")).hasToString("4.7.5 no MX host was ready");
        assertThat(new AppliedPolicy(
                        PolicyType.STS, "example.com", List.of(), List.of(), true, List.of(), List.of(FAILURE)))
                .hasToString("sts policy of example.com: success, refresh failed: [" + FAILURE + "]");
        assertThat(new PolicyResolution.NoPolicy(PolicyResolution.Reason.FETCH_FAILED, FAILURE, List.of()))
                .hasToString("no policy: the fetch failed: sts-policy-fetch-error"
                        + " (dns-no-address: mta-sts.example.com has no address)");
        assertThat(new MxDecision.RequireValidatedTls(MxDecision.Scope.LOCAL))
                .hasToString("validated TLS required by a local rule");
        assertThat(new RefreshResult.NotTried("the library was closed"))
                .hasToString("not tried: the library was closed");
        assertThat(new FetchResult.Failed(FetchResult.Cause.DNS, FAILURE, List.of()))
                .hasToString("not fetched: " + FAILURE);
        assertThat(new SessionResult("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of()))
                .hasToString("TLSv1.3 TLS_AES_128_GCM_SHA256, validated");
        assertThat(SessionResult.withoutTls(new Failure(ResultType.STARTTLS_NOT_SUPPORTED, "starttls-not-offered")))
                .hasToString("no TLS: starttls-not-supported (starttls-not-offered)");
    }

    /** The compiler makes the generated method final, and no written one is. */
    private static boolean hasGeneratedText(JavaClass type) {
        return type.getMethod("toString").getModifiers().contains(JavaModifier.FINAL);
    }
}
