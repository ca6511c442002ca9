package io.github.mtasts.interop;

import static io.github.mtasts.interop.WebCase.web;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.fetch.FetchResult.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Fetches from Apache, with one virtual host for each configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApacheTest {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.APACHE);

    private static final List<String> MODULES = List.of(
            "mpm_event",
            "authz_core",
            "mime",
            "alias",
            "dir",
            "filter",
            "deflate",
            "headers",
            "env",
            "setenvif",
            "include",
            "socache_shmcb",
            "ssl",
            "http2");

    static final List<WebCase> CASES = List.of(
            web("a text file"),
            web("lines that end in LF").file("lf.txt"),
            web("AddDefaultCharset").host("AddDefaultCharset utf-8"),
            web("text/html").policy("ForceType text/html").fails(Cause.MEDIA_TYPE, "text/html"),
            web("no Content-Type").policy("RemoveType .txt").fails(Cause.MEDIA_TYPE, "no Content-Type"),
            web("a type for downloads")
                    .policy("ForceType application/octet-stream")
                    .fails(Cause.MEDIA_TYPE, "application/octet-stream"),
            web("Content-Type added as a header").policy("Header always add Content-Type text/plain"),
            web("deflate").policy("SetOutputFilter DEFLATE"),
            web("a compressed file")
                    .file("policy.txt.gz")
                    .policy("AddEncoding gzip .gz\nForceType text/plain")
                    .fails(Cause.MEDIA_TYPE, "content-encoding: gzip"),
            web("server-side includes").file("limit.txt").policy("Options +Includes\nSetOutputFilter INCLUDES"),
            web("HTTP/2 offered").host("Protocols h2 http/1.1"),
            web("keep-alive off").host("KeepAlive Off"),
            web("HSTS").host("Header always set Strict-Transport-Security \"max-age=31536000\""),
            web("TLS 1.2 only").host("SSLProtocol -all +TLSv1.2"),
            web("TLS 1.3 only").host("SSLProtocol -all +TLSv1.3"),
            web("an RSA chain").certificate("rsa"),
            web("an Ed25519 chain").certificate("ed25519"),
            web("a server name that is not the one asked for").host("ServerName www.interop.test"),
            web("a server name that is not the one asked for, TLS 1.2")
                    .host("ServerName www.interop.test\nSSLProtocol -all +TLSv1.2"),
            web("refuses names that are no virtual host")
                    .host("ServerName www.interop.test\nSSLStrictSNIVHostCheck on"),
            web("the certificate of another name").certificate("wrong").fails(Cause.CERTIFICATE, ""),
            web("an expired certificate").certificate("expired").fails(Cause.CERTIFICATE, "expired"),
            web("a self-signed certificate").certificate("self-signed").fails(Cause.CERTIFICATE, ""),
            web("an incomplete chain").certificate("incomplete").fails(Cause.CERTIFICATE, ""),
            web("a redirect")
                    .host("Redirect permanent /.well-known/mta-sts.txt https://www.interop.test/mta-sts.txt")
                    .fails(Cause.STATUS, "http-redirect: 301"),
            web("404").file("missing.txt").fails(Cause.STATUS, "http-status: 404"),
            web("403").policy("Require all denied").fails(Cause.STATUS, "http-status: 403"),
            web("410").host("Redirect gone /.well-known/mta-sts.txt").fails(Cause.STATUS, "http-status: 410"),
            web("503 with Retry-After")
                    .host("Header always set Retry-After 0\nRedirect 503 /.well-known/mta-sts.txt")
                    .fails(Cause.STATUS, "http-status: 503"),
            web("a body of 65,536 octets").file("limit.txt"),
            web("a body of 65,537 octets").file("above.txt").fails(Cause.TOO_LARGE, "body-too-large"),
            web("an empty body").file("empty.txt").fails(Cause.INVALID_POLICY, "invalid-policy"),
            web("a byte order mark").file("bom.txt").fails(Cause.INVALID_POLICY, "byte order mark"),
            web("a client certificate, optional")
                    .host("SSLVerifyClient optional\nSSLCACertificateFile /mnt/run/tls/root.crt"),
            web("a client certificate, required, TLS 1.2")
                    .host(
                            "SSLProtocol -all +TLSv1.2\nSSLVerifyClient require\nSSLCACertificateFile /mnt/run/tls/root.crt")
                    .fails(Cause.TLS, ""),
            web("a client certificate, required, TLS 1.3")
                    .host(
                            "SSLProtocol -all +TLSv1.3\nSSLVerifyClient require\nSSLCACertificateFile /mnt/run/tls/root.crt")
                    .fails(Cause.TLS, ""),
            web("IPv6").onIpv6());

    private WebSite site;

    @BeforeAll
    void start() throws IOException {
        Path folder = SERVERS.folder("apache");
        site = new WebSite();
        site.write(folder);
        Programs apache = SERVERS.programs(Software.APACHE);
        String modules = MODULES.stream()
                .map(name -> "LoadModule " + name + "_module "
                        + apache.file("usr/lib/apache2/modules/mod_" + name + ".so") + "\n")
                .collect(Collectors.joining());
        Files.writeString(
                folder.resolve("apache.conf"),
                modules + """
                ServerRoot /mnt/run
                ServerName localhost
                PidFile /mnt/run/apache.pid
                DefaultRuntimeDir /mnt/run
                ErrorLog /mnt/run/error.log
                User nobody
                Group nogroup
                TypesConfig /dev/null
                AddType text/plain .txt
                <Directory /mnt/run/www>
                    Require all granted
                </Directory>
                """
                        + IntStream.range(0, CASES.size())
                                .filter(i -> !CASES.get(i).ipv6() || PolicyHosts.hasIpv6())
                                .mapToObj(i -> host(CASES.get(i)))
                                .collect(Collectors.joining()));
        SERVERS.start(
                Software.APACHE,
                folder,
                List.of(
                        "sh",
                        "-c",
                        "chmod -R a+rX /mnt/run/www && exec " + apache.inSandbox("apache2")
                                + " -DFOREGROUND -f /mnt/run/apache.conf"),
                Servers.at(address(CASES.get(0)), site.port()));
    }

    private String host(WebCase each) {
        String at = (each.ipv6() ? "[::1]" : address(each)) + ":" + site.port();
        String name = each.host().contains("ServerName ") ? "" : "ServerName " + WebSite.HOST;
        return """
                Listen %1$s https
                <VirtualHost %1$s>
                    %2$s
                    SSLEngine on
                    SSLCertificateFile /mnt/run/tls/%3$s.crt
                    SSLCertificateKeyFile /mnt/run/tls/%3$s.key
                    Alias /.well-known/mta-sts.txt /mnt/run/www/%4$s
                    %5$s
                    <Location /.well-known/mta-sts.txt>
                        %6$s
                    </Location>
                </VirtualHost>
                """.formatted(at, name, each.certificate(), each.file(), each.host(), each.policy());
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void fetches(WebCase expected) {
        assumeTrue(!expected.ipv6() || PolicyHosts.hasIpv6(), "this machine has no ::1");
        PolicyHosts.verify(site.fetch(expected, List.of(address(expected))), expected);
    }

    private static String address(WebCase each) {
        return each.ipv6() ? "::1" : "127.77.21." + (CASES.indexOf(each) + 1);
    }
}
