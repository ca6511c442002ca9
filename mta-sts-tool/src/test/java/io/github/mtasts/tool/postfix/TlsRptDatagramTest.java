package io.github.mtasts.tool.postfix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams as libtlsrpt 0.5.1 writes them. No Postfix 3.10 was run: it is in no Debian release yet. */
class TlsRptDatagramTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    static final String SUCCESS =
            "{\"dpv\":\"1\",\"d\":\"example.com\",\"pr\":\"v=TLSRPTv1; rua=mailto:tls@example.com\","
                    + "\"policies\":[{\"policy-type\":2,\"policy-domain\":\"example.com\",\"policy-string\":[\"version: STSv1\","
                    + "\"mode: enforce\",\"mx: *.example.com\",\"max_age: 86400\"],\"mx-host\":[\"*.example.com\"],\"t\":0,\"f\":0}]}";

    static final String FAILURE =
            "{\"dpv\":\"1\",\"d\":\"example.com\",\"pr\":\"v=TLSRPTv1; rua=mailto:tls@example.com\","
                    + "\"policies\":[{\"policy-type\":2,\"policy-domain\":\"example.com\",\"policy-string\":[\"version: STSv1\"],"
                    + "\"mx-host\":[\"*.example.com\"],\"failure-details\":[{\"c\":204,\"s\":\"198.51.100.62\",\"n\":\"mx1.example.com\","
                    + "\"h\":\"mx.example.com\",\"r\":\"203.0.113.58\",\"a\":\"detail\",\"f\":\"expired\"}],\"t\":1,\"f\":1}]}";

    private final TlsRptDatagram reader = new TlsRptDatagram();

    private ForeignSession read(String text) throws IOException {
        return reader.read(text.getBytes(UTF_8), NOW);
    }

    private static String withPolicy(String policy) {
        return "{\"d\":\"example.com\",\"policies\":[" + policy + "]}";
    }

    @Test
    void readsASuccess() throws IOException {
        ForeignSession session = read(SUCCESS);

        assertThat(session.domain().name()).isEqualTo("example.com");
        assertThat(session.time()).isEqualTo(NOW);
        ForeignSession.Policy policy = session.policies().get(0);
        assertThat(policy.type()).isEqualTo(PolicyType.STS);
        assertThat(policy.policyString()).hasSize(4).contains("mode: enforce");
        assertThat(policy.mxHosts()).containsExactly("*.example.com");
        assertThat(policy.success()).isTrue();
        assertThat(policy.failures()).isEmpty();
    }

    @Test
    void readsAFailureWithItsDetails() throws IOException {
        ForeignSession.Policy policy = read(FAILURE).policies().get(0);

        assertThat(policy.success()).isFalse();
        ForeignSession.Failed failed = policy.failures().get(0);
        assertThat(failed.type()).isEqualTo(ResultType.CERTIFICATE_EXPIRED);
        assertThat(failed.mxHost()).isEqualTo("mx1.example.com");
        assertThat(failed.receivingHelo()).isEqualTo("mx.example.com");
        assertThat(failed.reason()).isEqualTo("expired: detail");
        assertThat(failed.sendingAddress()).isEqualTo(InetAddress.getByName("198.51.100.62"));
        assertThat(failed.receivingAddress()).isEqualTo(InetAddress.getByName("203.0.113.58"));
    }

    @ParameterizedTest
    @CsvSource({
        "201, STARTTLS_NOT_SUPPORTED",
        "202, CERTIFICATE_HOST_MISMATCH",
        "203, CERTIFICATE_NOT_TRUSTED",
        "204, CERTIFICATE_EXPIRED",
        "205, VALIDATION_FAILURE",
        "301, STS_POLICY_FETCH_ERROR",
        "302, STS_POLICY_INVALID",
        "303, STS_WEBPKI_INVALID",
        "304, TLSA_INVALID",
        "305, DNSSEC_INVALID",
        "306, DANE_REQUIRED",
        "901, VALIDATION_FAILURE",
        "777, VALIDATION_FAILURE"
    })
    void knowsEveryCode(int code, ResultType type) throws IOException {
        ForeignSession session =
                read(withPolicy("{\"policy-type\":9,\"failure-details\":[{\"c\":" + code + "}],\"f\":1}"));

        assertThat(session.policies().get(0).failures().get(0).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"1, TLSA", "2, STS", "9, NO_POLICY_FOUND"})
    void knowsEveryKindOfPolicy(int number, PolicyType type) throws IOException {
        assertThat(read(withPolicy("{\"policy-type\":" + number + ",\"f\":0}"))
                        .policies()
                        .get(0)
                        .type())
                .isEqualTo(type);
    }

    @Test
    void whatIsLeftOutIsEmpty() throws IOException {
        ForeignSession.Policy policy = read(withPolicy("{\"policy-type\":9,\"failure-details\":[{}],\"f\":1}"))
                .policies()
                .get(0);

        assertThat(policy.policyDomain()).isEqualTo("example.com");
        assertThat(policy.policyString()).isEmpty();
        assertThat(policy.failures().get(0))
                .isEqualTo(new ForeignSession.Failed(ResultType.VALIDATION_FAILURE, null, "", "", null, ""));
    }

    @Test
    void readsEhloTextThatIsNoUtf8() throws IOException {
        byte[] octets = FAILURE.replace("\"mx.example.com\"", "\"\u00ff\u00fe\u0001mx\"")
                .getBytes(ISO_8859_1);

        ForeignSession session = reader.read(octets, NOW);

        assertThat(session.policies().get(0).failures().get(0).receivingHelo())
                .endsWith("mx")
                .hasSizeLessThan(9);
    }

    @Test
    void addressesThatAreNoneAreLeftOutAndNotLookedUp() throws IOException {
        for (String none : List.of("host.example.com", "999.1.1.1", "dead.beef", "127.0.300", "1.2.3.4.5", ":::")) {
            ForeignSession.Failed failed = read(FAILURE.replace("198.51.100.62", none)
                            .replace("203.0.113.58", "2001:db8::1"))
                    .policies()
                    .get(0)
                    .failures()
                    .get(0);

            assertThat(failed.sendingAddress()).as(none).isNull();
            assertThat(failed.receivingAddress()).isEqualTo(InetAddress.getByName("2001:db8::1"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"d\":\"example.com\"}",
                "{\"d\":\"example.com\",\"policies\":[]}",
                "{\"d\":\"example.com\",\"policies\":[1]}",
                "{\"d\":\"example.com\",\"policies\":[{\"policy-type\":2}]}",
                "{\"d\":\"example.com\",\"policies\":[{\"policy-type\":2,\"f\":2}]}",
                "{\"d\":\"example.com\",\"policies\":[{\"policy-type\":3,\"f\":0}]}",
                "{\"d\":\"[192.0.2.1]\",\"policies\":[{\"policy-type\":2,\"f\":0}]}",
                "{\"dpv\":\"2\",\"d\":\"example.com\",\"policies\":[{\"policy-type\":2,\"f\":0}]}",
                "{\"d\":\"example.com\",\"policies\":[{\"policy-type\":2,\"f\":0}]}x",
                "{\"d\":\"example.com\",\"policies\":[{\"policy-type\":2,\"f\":0}]",
                "{\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}",
                "{\"a\":111111111111111111111111111}"
            })
    void refusesWhatIsMalformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    /** Octets changed, cut out and put in at random: a session or an IOException, and nothing else. */
    @RepeatedTest(500)
    void survivesRandomChanges(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] octets = (random.nextBoolean() ? SUCCESS : FAILURE).getBytes(UTF_8);
        for (int i = 0; i <= random.nextInt(8); i++) {
            octets[random.nextInt(octets.length)] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) "{}[]\",:0".charAt(random.nextInt(8));
        }
        byte[] cut = Arrays.copyOf(octets, random.nextInt(octets.length + 1));
        try {
            assertThat(reader.read(random.nextBoolean() ? octets : cut, NOW).policies())
                    .isNotEmpty();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
