package io.github.mtasts.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
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
