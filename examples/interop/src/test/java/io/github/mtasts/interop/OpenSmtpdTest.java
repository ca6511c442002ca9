package io.github.mtasts.interop;

import static io.github.mtasts.interop.MxCase.mx;

import io.github.mtasts.failure.ResultType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mail to OpenSMTPD, with one listener for each configuration. It refuses a second EHLO in the clear. */
class OpenSmtpdTest extends MxHostTests {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.OPENSMTPD);

    private static final List<MxCase> IN_EVERY_BUILD = List.of(
            mx("a valid certificate").settings("tls"),
            mx("no TLS, second EHLO refused").noTls(ResultType.STARTTLS_NOT_SUPPORTED));

    private static final List<MxCase> SLOW = List.of(
            mx("TLS required").settings("tls-require"),
            mx("an RSA chain").certificate("rsa").settings("tls"),
            mx("an expired certificate")
                    .certificate("expired")
                    .settings("tls")
                    .badCertificate(ResultType.CERTIFICATE_EXPIRED),
            mx("the certificate of another name")
                    .certificate("wrong")
                    .settings("tls")
                    .badCertificate(ResultType.CERTIFICATE_HOST_MISMATCH),
            mx("a self-signed certificate")
                    .certificate("self-signed")
                    .settings("tls")
                    .badCertificate(ResultType.CERTIFICATE_NOT_TRUSTED),
            mx("a client certificate, required")
                    .settings("tls-require verify")
                    .refusesEverything(ResultType.VALIDATION_FAILURE));

    private @Nullable Boolean canSign;

    OpenSmtpdTest() {
        super(Software.OPENSMTPD, "127.77.32", IN_EVERY_BUILD, SLOW);
    }

    @Override
    Servers servers() {
        return SERVERS;
    }

    @Override
    void start(Path folder, List<MxCase> cases) throws IOException {
        String certificates = cases.stream()
                .map(MxCase::certificate)
                .distinct()
                .map(name -> """
                        pki %1$s cert "/mnt/run/tls/%1$s.crt"
                        pki %1$s key "/mnt/run/tls/%1$s.key"
                        """.formatted(name))
                .collect(Collectors.joining());
        Files.writeString(
                folder.resolve("smtpd.conf"),
                certificates + cases.stream().map(this::listener).collect(Collectors.joining()) + """
                        action held relay host smtp://127.77.32.254:1
                        match from any for any action held
                        """);
        String start =
                "mkdir -p /var/spool/smtpd && chmod 711 /var/spool/smtpd && chmod 600 /mnt/run/tls/*.key && exec "
                        + SERVERS.programs(Software.OPENSMTPD).inSandbox("smtpd") + " -d -f /mnt/run/smtpd.conf";
        Files.createDirectories(folder.resolve("spool")); // is /var/spool in the sandbox
        SERVERS.start(Software.OPENSMTPD, folder, List.of("sh", "-c", start), address(cases.get(0)));
    }

    /** OpenSMTPD 6.8.0p2 over OpenSSL 3 offers STARTTLS and fails in every handshake: OpenSMTPD issues 1171 and 1239. */
    @Override
    MxCase asRun(MxCase host) throws IOException {
        if (canSign == null) {
            canSign = PlainTls.handshakeWorks(address(IN_EVERY_BUILD.get(0)), root());
        }
        return host.settings().isEmpty() || canSign
                ? host
                : host.withBrokenTls(host.settings().contains("tls-require"));
    }

    /** A bad certificate does not end the handshake under a testing policy: the server's own failure follows, and both count. */
    @Override
    List<ResultType> expectedFailures(MxCase host, MxNetwork.Mode mode) throws IOException {
        List<ResultType> expected = super.expectedFailures(host, mode);
        boolean goesOn = mode == MxNetwork.Mode.TESTING && Boolean.FALSE.equals(canSign);
        ResultType atTheEnd = host.failureWithoutPolicy();
        return goesOn && atTheEnd != null && !expected.contains(atTheEnd)
                ? List.of(expected.get(0), atTheEnd)
                : expected;
    }

    private String listener(MxCase each) {
        String tls = each.settings().isEmpty() ? "" : each.settings() + " pki " + each.certificate();
        return "listen on %s port %d %s hostname mx.interop.test%n"
                .formatted(
                        address(each).getAddress().getHostAddress(),
                        address(each).getPort(),
                        tls);
    }
}
