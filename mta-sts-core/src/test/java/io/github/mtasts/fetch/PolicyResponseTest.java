package io.github.mtasts.fetch;

import static io.github.mtasts.fetch.PolicyBench.POLICY;
import static io.github.mtasts.fetch.PolicyBench.ok;
import static io.github.mtasts.fetch.PolicyBench.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.fetch.FetchResult.Fetched;
import io.github.mtasts.trust.internal.CertificateForge;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The result for each response (RFC 8461 sections 3.2 and 3.3): only status 200 and text/plain count. */
class PolicyResponseTest {
    static final String ONE_LARGE_CHUNK = "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n";
    private static final String PLAIN = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    private final PolicyBench bench = new PolicyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("STS-3.2-01")
    @Tag("STS-7.1-02")
    void thePolicyIsAskedForByItsWellKnownUrlAndTheNameIsSentAsSni() {
        bench.address("mta-sts.xn--bcher-kva.example", "192.0.2.1")
                .serve(CertificateForge.named("x").dns("mta-sts.xn--bcher-kva.example"), ok(POLICY));

        FetchResult result = PolicyBench.fetch(bench.fetcher(), "B\u00fccher.example");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Fetched.class,
                        fetched -> assertThat(fetched.policy().source())
                                .isEqualTo(POLICY.getBytes(StandardCharsets.UTF_8)));
        assertThat(bench.requests).singleElement().asString().startsWith("GET /.well-known/mta-sts.txt HTTP/1.1\r\n");
        assertThat(bench.requests.get(0).lines().skip(1))
                .contains("Host: mta-sts.xn--bcher-kva.example", "Accept-Encoding: identity")
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("cookie"));
        assertThat(bench.serverNames).containsExactly("mta-sts.xn--bcher-kva.example");
        assertThat(bench.dialled).extracting(a -> a.getPort()).containsExactly(443);
    }

    @ParameterizedTest
    @Tag("STS-3.2-02")
    @ValueSource(strings = {"text/html", "text/plainer", "application/octet-stream", "text", "", ";text/plain"})
    void anotherMediaTypeIsRefused(String type) {
        bench.serve(response("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n", POLICY));

        assertFailed(bench.fetch(), Cause.MEDIA_TYPE, "media-type: ");
    }

    @ParameterizedTest
    @Tag("STS-3.2-03")
    @ValueSource(
            strings = {"Text/PLAIN; Charset=iso-8859-1; format=flowed", "text/plain;charset=utf-8", "TEXT/plain ;;"})
    void parametersAndCaseOfTheMediaTypeChangeNothing(String type) {
        bench.serve(response("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n", POLICY));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
    }

    @Test
    @Tag("STS-3.2-04")
    void aMissingMediaTypeIsRefusedUnlessAllowedByName() {
        bench.serve(response("HTTP/1.1 200 OK\r\n", POLICY));

        assertFailed(bench.fetch(), Cause.MEDIA_TYPE, "media-type: no Content-Type field");
        assertThat(PolicyBench.fetch(bench.fetcher().acceptMissingContentType(), "example.com"))
                .isInstanceOf(Fetched.class);
    }

    @Test
    void equalMediaTypesAreOneAndDifferentOnesAreRefused() {
        bench.serve(response("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type:  text/plain \r\n", POLICY));
        assertThat(bench.fetch()).isInstanceOf(Fetched.class);

        bench.serve(response("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n", POLICY));
        assertFailed(bench.fetch(), Cause.MEDIA_TYPE, "media-type: several Content-Type fields");
    }

    /** Cut after two of three mx lines, such a body would be a valid policy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Length: x\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 10, 10\r\n",
                "Content-Length: 10\r\nContent-Length: 20\r\n",
                "Transfer-Encoding: gzip\r\n",
                "Transfer-Encoding: identity\r\n"
            })
    void aBodyWhoseEndIsNotMarkedIsRefused(String fields) {
        bench.serve(out -> out.write((PLAIN + fields + "\r\n" + POLICY).getBytes(StandardCharsets.US_ASCII)));

        assertFailed(bench.fetch(), Cause.CONNECTION, "body-end-unmarked: ");
    }

    @Test
    void equalLengthsAreOne() {
        bench.serve(response(PLAIN + "Content-Length: " + POLICY.length() + "\r\n", POLICY));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
    }

    @ParameterizedTest
    @Tag("STS-3.3-10")
    @ValueSource(ints = {201, 202, 203, 204, 205, 206, 304, 400, 401, 403, 404, 407, 408, 410, 421, 429, 500, 502, 503})
    void onlyStatus200IsUsable(int status) {
        bench.serve(response("HTTP/1.1 " + status + " X\r\nContent-Type: text/plain\r\n", POLICY));

        assertFailed(bench.fetch(), Cause.STATUS, "http-status: " + status);
        assertThat(bench.requests).hasSize(1);
    }

    @ParameterizedTest
    @Tag("STS-3.3-11")
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) {
        bench.address("mta-sts.example.net", "192.0.2.1")
                .serve(
                        CertificateForge.named("x").dns("mta-sts.example.com", "mta-sts.example.net"),
                        response(
                                "HTTP/1.1 " + status + " Moved\r\nContent-Type: text/plain\r\n"
                                        + "Location: https://mta-sts.example.net/.well-known/mta-sts.txt\r\n",
                                POLICY));

        assertFailed(bench.fetch(), Cause.STATUS, "http-redirect: " + status);
        assertThat(bench.requests).hasSize(1);
        assertThat(bench.dialled).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 408, 421, 429})
    void aServerThatAsksForARetryAtOnceGetsNone(int status) {
        bench.serve(
                response("HTTP/1.1 " + status + " Later\r\nRetry-After: 0\r\nContent-Type: text/plain\r\n", POLICY));

        assertFailed(bench.fetch(), Cause.STATUS, "http-status: " + status);
        assertThat(bench.requests).hasSize(1);
    }

    @Test
    @Tag("STS-3.3-12")
    void nothingIsCachedAndNoConnectionIsReused() {
        bench.serve(response(
                PLAIN
                        + "ETag: \"a\"\r\nLast-Modified: Mon, 23 Nov 2026 00:00:00 GMT\r\nCache-Control: max-age=86400\r\n"
                        + "Set-Cookie: a=b\r\n",
                POLICY));

        try (HttpsPolicyFetcher fetcher = bench.fetcher().build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(fetcher.fetch(io.github.mtasts.name.PolicyDomain.of("example.com")))
                        .isInstanceOf(Fetched.class);
            }
        }
        assertThat(bench.dialled).hasSize(2);
        assertThat(bench.requests)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request)
                        .doesNotContainIgnoringCase("if-none-match")
                        .doesNotContainIgnoringCase("if-modified-since")
                        .doesNotContainIgnoringCase("cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "gzip, identity", "x"})
    void anEncodedBodyIsRefused(String encoding) {
        bench.serve(response(PLAIN + "Content-Encoding: " + encoding + "\r\n", POLICY));

        assertFailed(bench.fetch(), Cause.MEDIA_TYPE, "content-encoding: " + encoding);
    }

    @ParameterizedTest
    @Tag("STS-3.3-15")
    @CsvSource({"65536, false, true", "65536, true, true", "65537, false, false", "65537, true, false"})
    void theBodyMayHave65536OctetsAndNoMore(int octets, boolean chunked, boolean passes) {
        String body = POLICY + "x:" + "y".repeat(octets - POLICY.length() - 2);
        bench.serve(chunked ? chunks(body) : ok(body));

        FetchResult result = bench.fetch();

        if (passes) {
            assertThat(result).isInstanceOf(Fetched.class);
        } else {
            assertFailed(result, Cause.TOO_LARGE, "body-too-large: ");
        }
    }

    @Test
    @Tag("STS-3.3-15")
    void aBodyWithoutEndIsAbandonedAtTheLimit() {
        bench.serve(out -> {
            out.write((PLAIN + ONE_LARGE_CHUNK + POLICY).getBytes(StandardCharsets.US_ASCII));
            byte[] more = "x: y\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            while (bench.over.getCount() > 0) {
                out.write(more);
            }
        });

        assertFailed(bench.fetch(), Cause.TOO_LARGE, "body-too-large: ");
    }

    @Test
    void aBodyThatIsCutShortIsNoPolicy() {
        bench.serve(out ->
                out.write((PLAIN + "Content-Length: 1000\r\n\r\n" + POLICY).getBytes(StandardCharsets.US_ASCII)));

        assertFailed(bench.fetch(), Cause.CONNECTION, "connection-broken: ");
    }

    @Test
    @Tag("STS-3.3-17")
    void aBodyThatIsNoPolicyIsSaidToBeInvalidWithItsLines() {
        bench.serve(ok("<html>\n\n<p>hello\r\n"));

        assertThat(bench.fetch()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.cause()).isEqualTo(Cause.INVALID_POLICY);
            assertThat(failed.failure().type()).isEqualTo(ResultType.STS_POLICY_INVALID);
            assertThat(failed.failure().reason()).startsWith("invalid-policy: line 1");
            assertThat(failed.lines()).containsExactly("<html>", "<p>hello");
        });
    }

    @Test
    void whatAServerWritesIntoAHeaderIsBoundedInTheReason() {
        bench.serve(response("HTTP/1.1 200 OK\r\nContent-Type: a\tb" + "x".repeat(5000) + "\r\n", POLICY));

        assertThat(((Failed) bench.fetch()).failure().reason())
                .startsWith("media-type: a?b")
                .hasSize(200);
    }

    private static PolicyBench.Responder chunks(String body) {
        return out -> {
            out.write((PLAIN + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < body.length(); i += 1000) {
                String chunk = body.substring(i, Math.min(body.length(), i + 1000));
                out.write((Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    }

    static void assertFailed(FetchResult result, Cause cause, String reason) {
        assertThat(result).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failure().reason()).startsWith(reason);
            assertThat(failed.cause()).isEqualTo(cause);
            assertThat(failed.failure().type())
                    .isEqualTo(
                            cause == Cause.CERTIFICATE
                                    ? ResultType.STS_WEBPKI_INVALID
                                    : ResultType.STS_POLICY_FETCH_ERROR);
            assertThat(failed.lines()).isEmpty();
        });
    }
}
