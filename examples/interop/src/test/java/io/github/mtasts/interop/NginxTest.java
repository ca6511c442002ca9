package io.github.mtasts.interop;

import static io.github.mtasts.interop.WebCase.web;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.trust.Revocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Fetches from nginx, with one virtual host for each configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxTest {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.NGINX);

    private static final WebCase RETRY_AFTER = web("503 with Retry-After")
            .policy("add_header Retry-After 0 always; return 503;")
            .fails(Cause.STATUS, "http-status: 503");
    private static final WebCase STAPLED = web("a stapled OCSP response")
            .certificate("stapled")
            .host("ssl_stapling on; ssl_stapling_file /mnt/run/tls/stapled.der;");
    private static final WebCase REVOKED = web("a stapled OCSP response that says revoked")
            .certificate("revoked")
            .host("ssl_stapling on; ssl_stapling_file /mnt/run/tls/revoked.der;");

    static final List<WebCase> CASES = List.of(
            web("a text file"),
            web("lines that end in LF").file("lf.txt"),
            web("no line end at the end").file("no-last-line-end.txt"),
            web("charset utf-8").host("charset utf-8;"),
            web("charset iso-8859-1").host("charset iso-8859-1;"),
            web("media type in capitals").policy("types { } default_type Text/PLAIN;"),
            web("text/html").policy("types { } default_type text/html;").fails(Cause.MEDIA_TYPE, "text/html"),
            web("an unknown file type")
                    .policy("types { } default_type application/octet-stream;")
                    .fails(Cause.MEDIA_TYPE, "application/octet-stream"),
            web("no Content-Type").policy("types { } default_type \"\";").fails(Cause.MEDIA_TYPE, "no Content-Type"),
            web("two equal Content-Type fields").policy("add_header Content-Type text/plain;"),
            web("two unequal Content-Type fields")
                    .policy("add_header Content-Type text/html;")
                    .fails(Cause.MEDIA_TYPE, "different values"),
            web("gzip on").host("gzip on; gzip_min_length 1; gzip_types text/plain;"),
            web("gzip whatever the client accepts")
                    .policy("gzip_static always;")
                    .fails(Cause.MEDIA_TYPE, "content-encoding: gzip"),
            web("chunked").policy("gzip_static always; gunzip on;"),
            web("a body that ends with the connection")
                    .policy("gzip_static always; gunzip on; chunked_transfer_encoding off;")
                    .fails(Cause.CONNECTION, "body-end-unmarked"),
            web("HTTP/2 offered").listen("http2"),
            web("keep-alive off").host("keepalive_timeout 0;"),
            web("HSTS").host("add_header Strict-Transport-Security \"max-age=31536000; includeSubDomains\" always;"),
            web("a short response from the configuration").policy("""
                    types { } default_type text/plain;
                    return 200 "version: STSv1\\nmode: none\\nmax_age: 86400\\n";
                    """),
            web("TLS 1.2 only").host("ssl_protocols TLSv1.2;"),
            web("TLS 1.3 only").host("ssl_protocols TLSv1.3;"),
            web("TLS 1.1 only").host("ssl_protocols TLSv1.1;").fails(Cause.TLS, ""),
            web("suites with CBC only, TLS 1.2")
                    .host("ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES128-SHA256;")
                    .fails(Cause.TLS, "handshake_failure"),
            web("an RSA chain").certificate("rsa"),
            web("an RSA chain, TLS 1.2").certificate("rsa").host("ssl_protocols TLSv1.2;"),
            web("an Ed25519 chain").certificate("ed25519"),
            web("a wildcard certificate").certificate("wildcard"),
            web("a name that is no virtual host")
                    .certificate("wrong")
                    .host("server_name www.interop.test;")
                    .fails(Cause.CERTIFICATE, ""),
            web("refuses names that are no virtual host")
                    .host("ssl_reject_handshake on;")
                    .fails(Cause.TLS, "unrecognized_name"),
            web("an expired certificate").certificate("expired").fails(Cause.CERTIFICATE, "expired"),
            web("a certificate of tomorrow").certificate("early").fails(Cause.CERTIFICATE, ""),
            web("a self-signed certificate").certificate("self-signed").fails(Cause.CERTIFICATE, ""),
            web("an incomplete chain").certificate("incomplete").fails(Cause.CERTIFICATE, ""),
            web("a common name only").certificate("common-name").fails(Cause.CERTIFICATE, ""),
            web("a redirect to another path")
                    .policy("return 301 /elsewhere;")
                    .fails(Cause.STATUS, "http-redirect: 301"),
            web("a redirect to another host")
                    .policy("return 302 https://www.interop.test/.well-known/mta-sts.txt;")
                    .fails(Cause.STATUS, "http-redirect: 302"),
            web("404").policy("return 404;").fails(Cause.STATUS, "http-status: 404"),
            web("a missing file").file("missing.txt").fails(Cause.STATUS, "http-status: 404"),
            web("403").policy("deny all;").fails(Cause.STATUS, "http-status: 403"),
            web("500").policy("return 500;").fails(Cause.STATUS, "http-status: 500"),
            RETRY_AFTER,
            web("204").policy("return 204;").fails(Cause.STATUS, "http-status: 204"),
            web("the connection closed instead of a response")
                    .policy("return 444;")
                    .fails(Cause.CONNECTION, "connection-broken"),
            web("a body of 65,536 octets").file("limit.txt"),
            web("a body of 65,537 octets").file("above.txt").fails(Cause.TOO_LARGE, "body-too-large"),
            web("an empty body").file("empty.txt").fails(Cause.INVALID_POLICY, "invalid-policy"),
            web("a byte order mark").file("bom.txt").fails(Cause.INVALID_POLICY, "byte order mark"),
            web("UTF-16").file("utf-16.txt").fails(Cause.INVALID_POLICY, "UTF-16"),
            web("a page instead of a policy").file("page.txt").fails(Cause.INVALID_POLICY, "line 1"),
            web("too slow")
                    .file("limit.txt")
                    .policy("limit_rate 1000;")
                    .timeout(Duration.ofSeconds(2))
                    .fails(Cause.TIMEOUT, ""),
            STAPLED,
            REVOKED,
            web("a client certificate, optional")
                    .host("ssl_verify_client optional; ssl_client_certificate /mnt/run/tls/root.crt;"),
            web("a client certificate, required")
                    .host("ssl_verify_client on; ssl_client_certificate /mnt/run/tls/root.crt;")
                    .fails(Cause.STATUS, "http-status: 400"),
            web("IPv6").onIpv6());

    private WebSite site;

    @BeforeAll
    void start() throws IOException {
        Path folder = SERVERS.folder("nginx");
        site = new WebSite();
        site.write(folder);
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                user root;
                worker_processes 1;
                pid /mnt/run/nginx.pid;
                error_log /mnt/run/error.log;
                events { }
                http {
                    log_format by_address '$server_addr $request_uri $status';
                    access_log /mnt/run/access.log by_address;
                    client_body_temp_path /mnt/run/body;
                    proxy_temp_path /mnt/run/proxy;
                    fastcgi_temp_path /mnt/run/fastcgi;
                    uwsgi_temp_path /mnt/run/uwsgi;
                    scgi_temp_path /mnt/run/scgi;
                    default_type application/octet-stream;
                    types { text/plain txt; }
                    ssl_protocols TLSv1.2 TLSv1.3;
                %s}
                """.formatted(IntStream.range(0, CASES.size())
                .filter(i -> !CASES.get(i).ipv6() || PolicyHosts.hasIpv6())
                .mapToObj(this::server)
                .collect(Collectors.joining())));
        SERVERS.start(
                Software.NGINX,
                folder,
                List.of(
                        SERVERS.programs(Software.NGINX).inSandbox("nginx"),
                        "-e",
                        "/mnt/run/error.log",
                        "-c",
                        "/mnt/run/nginx.conf"),
                Servers.at(address(CASES.get(0)), site.port()));
    }

    private String server(int index) {
        WebCase each = CASES.get(index);
        String address = each.ipv6() ? "[::1]" : address(each);
        return """
                server {
                    listen %s:%d ssl %s;
                    ssl_certificate /mnt/run/tls/%s.crt;
                    ssl_certificate_key /mnt/run/tls/%s.key;
                    %s
                    location = /.well-known/mta-sts.txt {
                        alias /mnt/run/www/%s;
                        %s
                    }
                }
                """.formatted(
                        address,
                        site.port(),
                        each.listen(),
                        each.certificate(),
                        each.certificate(),
                        each.host(),
                        each.file(),
                        each.policy());
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void fetches(WebCase expected) {
        assumeTrue(!expected.ipv6() || PolicyHosts.hasIpv6(), "this machine has no ::1");
        PolicyHosts.verify(site.fetch(expected, List.of(address(expected))), expected);
    }

    @Test
    void goesOnToIpv4WhereNothingListensAtIpv6() {
        WebCase plain = CASES.get(0);
        PolicyHosts.verify(site.fetch(plain, List.of("fd00:ffff::1", address(plain))), plain);
    }

    @Test
    void asksOnceWhateverTheServerSaysAboutRetries() throws IOException {
        Path log = SERVERS.folderOf("nginx").resolve("access.log");
        String line = address(RETRY_AFTER) + " /.well-known/mta-sts.txt 503";
        long before = Files.readAllLines(log).stream().filter(line::equals).count();

        site.fetch(RETRY_AFTER, List.of(address(RETRY_AFTER)));
        site.fetch(
                CASES.get(0), List.of(address(CASES.get(0)))); // the worker has logged the other when it answers this

        assertThat(Files.readAllLines(log).stream().filter(line::equals).count() - before)
                .isEqualTo(1);
    }

    @Test
    void readsTheStapleWhereRevocationIsChecked() {
        FetchResult good = site.fetch(STAPLED, List.of(address(STAPLED)), Revocation.SOFT_FAIL);
        FetchResult revoked = site.fetch(REVOKED, List.of(address(REVOKED)), Revocation.SOFT_FAIL);

        PolicyHosts.verify(good, STAPLED);
        PolicyHosts.verify(revoked, REVOKED.fails(Cause.CERTIFICATE, "revoked"));
    }

    private static String address(WebCase each) {
        return each.ipv6() ? "::1" : "127.77.20." + (CASES.indexOf(each) + 1);
    }
}
