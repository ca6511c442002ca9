package io.github.mtasts.interop;

import static io.github.mtasts.interop.MxCase.mx;

import io.github.mtasts.failure.ResultType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mail to Exim, which looks its settings up by the address that the client has connected to. */
class EximTest extends MxHostTests {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.EXIM);

    private static final List<MxCase> IN_EVERY_BUILD = List.of(
            mx("a valid certificate"),
            mx("the certificate of another name")
                    .certificate("wrong")
                    .badCertificate(ResultType.CERTIFICATE_HOST_MISMATCH),
            mx("STARTTLS refused for now").settings("starttls=defer").noTls(ResultType.STARTTLS_NOT_SUPPORTED));

    private static final List<MxCase> SLOW = List.of(
            mx("no TLS").settings("advertise=").noTls(ResultType.STARTTLS_NOT_SUPPORTED),
            mx("TLS 1.2 only").settings("priority=NORMAL:-VERS-ALL:+VERS-TLS1.2"),
            mx("TLS 1.3 only").settings("priority=NORMAL:-VERS-ALL:+VERS-TLS1.3"),
            mx("TLS 1.1 only")
                    .settings("priority=LEGACY:-VERS-ALL:+VERS-TLS1.1")
                    .noTls(ResultType.VALIDATION_FAILURE),
            mx("an RSA chain").certificate("rsa"),
            mx("an Ed25519 chain").certificate("ed25519"),
            mx("an expired certificate").certificate("expired").badCertificate(ResultType.CERTIFICATE_EXPIRED),
            mx("a self-signed certificate")
                    .certificate("self-signed")
                    .badCertificate(ResultType.CERTIFICATE_NOT_TRUSTED),
            mx("the certificate file is missing").certificate("missing").noTls(ResultType.STARTTLS_NOT_SUPPORTED),
            mx("a client certificate, optional").settings("try_verify=*"),
            mx("a client certificate, required, TLS 1.2")
                    .settings("verify=* priority=NORMAL:-VERS-ALL:+VERS-TLS1.2")
                    .noTls(ResultType.VALIDATION_FAILURE),
            mx("a client certificate, required, TLS 1.3")
                    .settings("verify=* priority=NORMAL:-VERS-ALL:+VERS-TLS1.3")
                    .noTls(ResultType.VALIDATION_FAILURE)
                    .postfixVerifies(true, "the server refuses the client behind the handshake of TLS 1.3"),
            mx("refuses every client in the greeting")
                    .settings("connect=refuse")
                    .refusesEverything(ResultType.VALIDATION_FAILURE));

    EximTest() {
        super(Software.EXIM, "127.77.31", IN_EVERY_BUILD, SLOW);
    }

    @Override
    Servers servers() {
        return SERVERS;
    }

    @Override
    void start(Path folder, List<MxCase> cases) throws IOException {
        Programs exim = SERVERS.programs(Software.EXIM);
        Files.createDirectories(folder.resolve("spool"));
        table(folder, "certificate", cases, "good");
        table(folder, "advertise", cases, "*");
        table(folder, "priority", cases, "NORMAL");
        table(folder, "verify", cases, "");
        table(folder, "try_verify", cases, "");
        table(folder, "starttls", cases, "accept");
        table(folder, "connect", cases, "accept");
        Files.writeString(folder.resolve("exim.conf"), """
                primary_hostname = mx.interop.test
                spool_directory = /mnt/run/spool
                log_file_path = /mnt/run/log/%%slog
                exim_path = %1$s
                local_interfaces = <; %2$s
                daemon_smtp_ports = %3$d
                tls_on_connect_ports =
                tls_advertise_hosts = %4$s
                tls_certificate = /mnt/run/tls/%5$s.crt
                tls_privatekey = /mnt/run/tls/%5$s.key
                tls_require_ciphers = %6$s
                tls_verify_hosts = %7$s
                tls_try_verify_hosts = %8$s
                tls_verify_certificates = /mnt/run/tls/root.crt
                queue_only
                host_lookup =
                rfc1413_hosts =
                dns_csa_search_limit = 0
                keep_environment =
                acl_smtp_connect = connected
                acl_smtp_starttls = starttls
                acl_smtp_rcpt = accepted
                acl_smtp_data = accepted
                begin acl
                connected:
                  drop condition = ${if eq{%9$s}{refuse}}
                       message = we do not want your mail
                  accept
                starttls:
                  defer condition = ${if eq{%10$s}{defer}}
                        message = no TLS for now
                  accept
                accepted:
                  accept
                begin routers
                held:
                  driver = redirect
                  data = :defer: held
                  allow_defer
                begin transports
                begin retry
                """.formatted(
                        exim.inSandbox("exim4"),
                        cases.stream()
                                .map(each -> address(each).getAddress().getHostAddress())
                                .collect(Collectors.joining(" ; ")),
                        address(cases.get(0)).getPort(),
                        lookUp("advertise"),
                        lookUp("certificate"),
                        lookUp("priority"),
                        lookUp("verify"),
                        lookUp("try_verify"),
                        lookUp("connect"),
                        lookUp("starttls")));
        String start = "mkdir -p /mnt/run/log && chown Debian-exim:Debian-exim /mnt/run/log /mnt/run/spool"
                + " && chown Debian-exim /mnt/run/tls/* && exec " + exim.inSandbox("exim4")
                + " -C /mnt/run/exim.conf -bdf -oP /mnt/run/pid";
        SERVERS.start(Software.EXIM, folder, List.of("sh", "-c", start), address(cases.get(0)));
    }

    private static String lookUp(String setting) {
        return "${lookup{$received_ip_address}lsearch{/mnt/run/" + setting + "}}";
    }

    /** A file that gives the value of one setting for each address. */
    private void table(Path folder, String setting, List<MxCase> cases, String otherwise) throws IOException {
        Files.writeString(
                folder.resolve(setting),
                cases.stream()
                        .map(each -> address(each).getAddress().getHostAddress() + ": "
                                + value(each, setting, otherwise) + "\n")
                        .collect(Collectors.joining()));
    }

    private static String value(MxCase each, String setting, String otherwise) {
        if (setting.equals("certificate")) {
            return each.certificate();
        }
        for (String part : each.settings().split(" ", -1)) {
            if (part.startsWith(setting + "=")) {
                return part.substring(setting.length() + 1);
            }
        }
        return otherwise;
    }
}
