package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.RecordData;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.lint.NumberedLines;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes reports for scripts: one object a line. Members are added over time, and never change their meaning. Stateless. */
final class ReportJson {
    private ReportJson() {}

    static String line(DomainReport report) {
        DomainFacts facts = report.facts();
        return Json.line(new JsonObject()
                .with("domain", facts.domain().name())
                .with("verdict", report.verdict().kind().name().toLowerCase(Locale.ROOT))
                .with("sentence", report.verdict().sentence())
                .with("findings", report.findings().stream().map(Finding::json).toList())
                .with("record", record(facts.record()))
                .with("policyHost", host(facts.host()))
                .withIfKnown("policy", facts.served().map(ReportJson::policy).orElse(null))
                .with("mx", mx(report))
                .with("tlsrpt", tlsRpt(facts.tlsRpt()))
                .members());
    }

    private static Object record(TxtFacts record) {
        return new JsonObject()
                .with("name", record.name())
                .with("aliases", record.aliases())
                .with("txt", record.records())
                .withIfKnown("id", record.id().orElse(null))
                .members();
    }

    private static Object host(PolicyHostFacts host) {
        JsonObject json = new JsonObject()
                .with("name", host.name())
                .with("aliases", host.aliases())
                .with("addresses", addresses(host.addresses()));
        if (host.fetch() instanceof FetchResult.Failed failed) {
            json.with("failure", failed.failure().type().token())
                    .with("reason", failed.failure().reason());
        }
        return json.with("visits", host.visits().stream().map(ReportJson::visit).toList())
                .members();
    }

    private static Object visit(Visit visit) {
        JsonObject json = new JsonObject()
                .with("address", visit.address().getHostAddress())
                .with("milliseconds", visit.time().toMillis());
        Visit.TlsFacts tls = visit.tls();
        if (tls != null) {
            json.with("tls", tls.version())
                    .with("cipherSuite", tls.cipherSuite())
                    .withIfKnown(
                            "certificate",
                            tls.chain().isEmpty()
                                    ? null
                                    : certificate(tls.chain().get(0)))
                    .with(
                            "faults",
                            tls.faults().stream().map(fault -> fault.reason()).toList());
        }
        Visit.Response response = visit.response();
        if (response != null) {
            json.with("status", response.status())
                    .with(
                            "headers",
                            response.headers().stream()
                                    .map(field -> field.getKey() + ": " + field.getValue())
                                    .toList())
                    .with("bodyOctets", response.body().size())
                    .with("lines", NumberedLines.of(response.body().toByteArray()));
        }
        return json.withIfKnown("failure", visit.failure()).members();
    }

    private static Object certificate(X509Certificate certificate) {
        return new JsonObject()
                .with("names", CertificateWords.dnsNames(certificate))
                .with("issuer", certificate.getIssuerX500Principal().getName())
                .with("notBefore", certificate.getNotBefore().toInstant())
                .with("notAfter", certificate.getNotAfter().toInstant())
                .members();
    }

    private static Object policy(StsPolicy policy) {
        return new JsonObject()
                .with("mode", policy.mode().token())
                .with("maxAge", policy.maxAgeSeconds())
                .with("mx", policy.mxPatterns())
                .members();
    }

    private static Object mx(DomainReport report) {
        MxFacts mx = report.facts().mx();
        return new JsonObject()
                .with("answer", mx.lookup().toString())
                .with("signed", mx.isSigned())
                .with(
                        "hosts",
                        mx.hosts().stream().map(host -> host(report, host)).toList())
                .members();
    }

    private static Object host(DomainReport report, HostFacts host) {
        String name = host.host().name();
        return new JsonObject()
                .with("host", name)
                .withIfKnown("preference", report.facts().mx().preferences().get(name))
                .with("aliases", host.aliases())
                .with("addresses", addresses(host.addresses()))
                .with("tlsa", tlsa(host.tlsa()))
                .withIfKnown("sender", report.verdict().hosts().get(name))
                .with("probes", host.probes().stream().map(ReportJson::probe).toList())
                .members();
    }

    private static Object probe(Probe probe) {
        JsonObject json = new JsonObject().with("address", probe.address().getHostAddress());
        SessionResult session = probe.session();
        if (session == null) {
            return json.with("ended", String.valueOf(probe.cause()))
                    .withIfKnown("reply", probe.reply())
                    .members();
        }
        return json.withIfKnown("tls", session.protocol())
                .withIfKnown("cipherSuite", session.cipherSuite())
                .with("validated", session.validated())
                .with("daneAuthenticated", session.daneAuthenticated())
                .withIfKnown("certificate", session.certificate() == null ? null : certificate(session.certificate()))
                .with(
                        "failures",
                        session.allFailures().stream()
                                .map(failure -> new JsonObject()
                                        .with("type", failure.type().token())
                                        .with("reason", failure.reason())
                                        .members())
                                .toList())
                .members();
    }

    private static Object tlsRpt(TlsRptFacts tlsRpt) {
        return new JsonObject()
                .with("name", tlsRpt.txt().name())
                .with("txt", tlsRpt.txt().records())
                .with(
                        "destinations",
                        tlsRpt.destinations().stream()
                                .map(each -> new JsonObject()
                                        .with("uri", each.uri())
                                        .with("external", each.isExternal())
                                        .withIfKnown("fault", each.fault())
                                        .members())
                                .toList())
                .members();
    }

    private static List<String> addresses(AddressAnswer answer) {
        return answer instanceof AddressAnswer.Addresses found
                ? found.addresses().stream().map(InetAddress::getHostAddress).toList()
                : List.of();
    }

    private static @Nullable Object tlsa(SecureAnswer answer) {
        return answer instanceof SecureAnswer.Found found
                ? new JsonObject()
                        .with("signed", found.secure())
                        .with(
                                "records",
                                found.records().stream()
                                        .map(RecordData::toString)
                                        .toList())
                        .members()
                : null;
    }
}
