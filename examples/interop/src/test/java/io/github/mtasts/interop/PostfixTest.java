package io.github.mtasts.interop;

import static io.github.mtasts.interop.MxCase.mx;

import io.github.mtasts.failure.ResultType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mail to Postfix, with one listener for each configuration. */
class PostfixTest extends MxHostTests {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.POSTFIX);

    private static final List<String> QUEUES = List.of(
            "incoming",
            "active",
            "deferred",
            "corrupt",
            "hold",
            "defer",
            "bounce",
            "trace",
            "saved",
            "flush",
            "private",
            "public",
            "maildrop");

    private static final List<MxCase> IN_EVERY_BUILD = List.of(
            mx("a valid certificate"),
            mx("no TLS").settings("smtpd_tls_security_level=none").noTls(ResultType.STARTTLS_NOT_SUPPORTED),
            mx("an expired certificate").certificate("expired").badCertificate(ResultType.CERTIFICATE_EXPIRED));

    private static final List<MxCase> SLOW = List.of(
            mx("TLS 1.2 only").settings("smtpd_tls_protocols=TLSv1.2"),
            mx("TLS 1.3 only").settings("smtpd_tls_protocols=TLSv1.3"),
            mx("an RSA chain").certificate("rsa"),
            mx("an Ed25519 chain").certificate("ed25519"),
            mx("a wildcard certificate").certificate("wildcard"),
            mx("TLS required").settings("smtpd_tls_security_level=encrypt"),
            mx("a client certificate, optional").settings("smtpd_tls_ask_ccert=yes"),
            mx("a client certificate, required")
                    .settings("smtpd_tls_security_level=encrypt smtpd_tls_req_ccert=yes")
                    .refusesEverything(null) // by a reply over TLS: 421 after the handshake, which thereby succeeded
                    .postfixVerifies(true, "the refusal comes after the handshake"),
            mx("the certificate of another name")
                    .certificate("wrong")
                    .badCertificate(ResultType.CERTIFICATE_HOST_MISMATCH),
            mx("a self-signed certificate")
                    .certificate("self-signed")
                    .badCertificate(ResultType.CERTIFICATE_NOT_TRUSTED),
            mx("an incomplete chain").certificate("incomplete").badCertificate(ResultType.CERTIFICATE_NOT_TRUSTED),
            mx("a common name only")
                    .certificate("common-name")
                    .badCertificate(ResultType.CERTIFICATE_HOST_MISMATCH)
                    .postfixVerifies(true, "Postfix takes the common name where there is no subjectAltName"),
            mx("EHLO without STARTTLS")
                    .settings("smtpd_discard_ehlo_keywords=starttls")
                    .noTls(ResultType.STARTTLS_NOT_SUPPORTED),
            mx("refuses every client in the greeting")
                    .settings("smtpd_delay_reject=no smtpd_client_restrictions=reject")
                    .refusesEverything(ResultType.VALIDATION_FAILURE),
            mx("refuses every client at RCPT")
                    .settings("smtpd_client_restrictions=reject")
                    .refusesEverything(null)
                    .postfixVerifies(true, "the refusal comes after the handshake"));

    PostfixTest() {
        super(Software.POSTFIX, "127.77.30", IN_EVERY_BUILD, SLOW);
    }

    @Override
    Servers servers() {
        return SERVERS;
    }

    @Override
    void start(Path folder, List<MxCase> cases) throws IOException {
        Programs postfix = SERVERS.programs(Software.POSTFIX);
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/main.cf"), """
                compatibility_level = 3.6
                queue_directory = /mnt/run/spool
                data_directory = /mnt/run/data
                daemon_directory = %1$s
                command_directory = %2$s
                mail_owner = postfix
                setgid_group = postdrop
                import_environment = MAIL_CONFIG=/mnt/run/conf LD_LIBRARY_PATH=%3$s
                maillog_file = /mnt/run/mail.log
                maillog_file_prefixes = /mnt
                myhostname = mx.interop.test
                mydestination =
                mynetworks = 127.0.0.0/8
                relay_domains = static:all
                local_recipient_maps =
                alias_maps =
                in_flow_delay = 0
                smtpd_peername_lookup = no
                smtpd_tls_security_level = may
                smtpd_tls_CAfile = /mnt/run/tls/root.crt
                smtpd_tls_loglevel = 1
                """.formatted(
                        postfix.file("usr/lib/postfix/sbin"), postfix.file("usr/sbin"), postfix.libraries()));
        // Without a queue manager: an accepted message stays in the queue.
        Files.writeString(
                folder.resolve("conf/master.cf"),
                cases.stream().map(this::listener).collect(Collectors.joining()) + """
                        cleanup unix n - n - 0 cleanup
                        rewrite unix - - n - - trivial-rewrite
                        tlsmgr unix - - n 1000? 1 tlsmgr
                        anvil unix - - n - 1 anvil
                        proxymap unix - - n - - proxymap
                        bounce unix - - n - 0 bounce
                        defer unix - - n - 0 bounce
                        postlog unix-dgram n - n - 1 postlogd
                        """);
        String spool = "mkdir -p /mnt/run/data /mnt/run/spool/pid && cd /mnt/run/spool && mkdir -p "
                + String.join(" ", QUEUES) + " && chown postfix /mnt/run/data " + String.join(" ", QUEUES)
                + " && chgrp postdrop maildrop public && chmod 730 maildrop && chmod 710 public"
                + " && exec " + postfix.file("usr/lib/postfix/sbin/master") + " -c /mnt/run/conf -d";
        SERVERS.start(Software.POSTFIX, folder, List.of("sh", "-c", spool), address(cases.get(0)));
    }

    private String listener(MxCase each) {
        String options = Stream.of(each.settings().split(" ", -1))
                .filter(setting -> !setting.isEmpty())
                .map(setting -> " -o " + setting)
                .collect(Collectors.joining());
        return "%s:%d inet n - n - - smtpd -o smtpd_tls_chain_files=/mnt/run/tls/%s.key,/mnt/run/tls/%s.crt%s%n"
                .formatted(
                        address(each).getAddress().getHostAddress(),
                        address(each).getPort(),
                        each.certificate(),
                        each.certificate(),
                        options);
    }
}
