package io.github.mtasts.tool.check;

import io.github.mtasts.dns.RecordData;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.tool.lint.NumberedLines;
import io.github.mtasts.tool.lint.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts the facts about a domain into sections for people; text and page show the same. Stateless. */
final class Sections {
    private Sections() {}

    static List<Section> of(DomainReport report) {
        DomainFacts facts = report.facts();
        List<Section> sections = new ArrayList<>();
        sections.add(record(facts.record()));
        sections.add(host(facts.host()));
        facts.host().visits().forEach(visit -> sections.add(visit(facts.host(), visit)));
        sections.add(policy(facts.host()));
        sections.add(mx(facts.mx()));
        facts.mx().hosts().forEach(host -> sections.add(host(report, host)));
        sections.add(tlsRpt(facts.tlsRpt()));
        return sections;
    }

    private static Section record(TxtFacts record) {
        return new Section.Rows()
                .withAll("alias of", record.aliases())
                .withAll("TXT", record.records())
                .with(
                        "result",
                        record.records().isEmpty()
                                ? record.answer().toString()
                                : record.parse().toString())
                .titled("Record " + record.name());
    }

    private static Section host(PolicyHostFacts host) {
        return new Section.Rows()
                .withAll("alias of", host.aliases())
                .with("DNS", host.addresses().toString())
                .with("fetch", fetched(host))
                .titled("Policy Host " + host.name());
    }

    private static String fetched(PolicyHostFacts host) {
        return host.fetch() instanceof FetchResult.Failed failed
                ? "no policy: " + failed.failure()
                : "a policy, as a sender gets it";
    }

    private static Section visit(PolicyHostFacts host, Visit visit) {
        Section.Rows rows = new Section.Rows();
        Visit.TlsFacts tls = visit.tls();
        if (tls != null) {
            rows.with("TLS", tls.version() + ", " + tls.cipherSuite());
            if (!tls.chain().isEmpty()) {
                CertificateWords.rows(tls.chain().get(0)).forEach(row -> rows.with(row.label(), row.value()));
            }
            tls.faults().forEach(fault -> rows.with("fault", fault.reason()));
        }
        Visit.Response response = visit.response();
        if (response != null) {
            rows.with("status", String.valueOf(response.status()));
            response.headers().forEach(field -> rows.with("header", field.getKey() + ": " + field.getValue()));
            rows.with("body", response.body().size() + " octets" + (response.isWhole() ? "" : " and more"));
        }
        if (visit.failure() != null) {
            rows.with("failure", visit.failure());
        }
        return rows.with("time", visit.time().toMillis() + " ms")
                .titled(host.name() + " at " + visit.address().getHostAddress());
    }

    /** The policy in force, or else what the first address sent in its place. */
    private static Section policy(PolicyHostFacts host) {
        byte[] body = host.policy()
                .map(policy -> policy.source())
                .orElseGet(() -> host.visits().stream()
                        .map(Visit::response)
                        .filter(response -> response != null)
                        .map(response -> response.body().toByteArray())
                        .findFirst()
                        .orElse(new byte[0]));
        List<String> lines = NumberedLines.of(body);
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            numbered.add(NumberedLines.numbered(lines, i));
        }
        Section.Rows rows = new Section.Rows();
        host.policy()
                .ifPresent(policy -> rows.with("mode", policy.mode().token())
                        .with(
                                "max_age",
                                policy.maxAgeSeconds() + " (" + Spans.of(Duration.ofSeconds(policy.maxAgeSeconds()))
                                        + ")"));
        return rows.titled("Policy", numbered);
    }

    private static Section mx(MxFacts mx) {
        return new Section.Rows()
                .with("DNS", mx.lookup().toString())
                .with("DNSSEC", dnssec(mx))
                .titled("MX records");
    }

    private static String dnssec(MxFacts mx) {
        if (mx.isBogus()) {
            return "bogus";
        }
        return mx.isSigned() ? "signed" : "not signed";
    }

    private static Section host(DomainReport report, HostFacts host) {
        String name = host.host().name();
        Integer preference = report.facts().mx().preferences().get(name);
        Section.Rows rows = new Section.Rows();
        if (preference != null) {
            rows.with("preference", preference.toString());
        }
        rows.withAll("alias of", host.aliases())
                .with("DNS", host.addresses().toString())
                .withAll("TLSA", tlsa(host.tlsa()))
                .with("sender", report.verdict().hosts().getOrDefault(name, "not tried"));
        host.probes().forEach(probe -> probed(rows, probe));
        return rows.titled("MX host " + name);
    }

    private static List<String> tlsa(SecureAnswer answer) {
        if (answer instanceof SecureAnswer.Failed failed) {
            return List.of("no answer: " + failed.reason());
        }
        return answer instanceof SecureAnswer.Found found
                ? found.records().stream()
                        .map(RecordData::toString)
                        .map(text -> text + (found.secure() ? ", signed" : ", not signed"))
                        .toList()
                : List.of();
    }

    private static void probed(Section.Rows rows, Probe probe) {
        String label = "at " + probe.address().getHostAddress();
        SessionResult session = probe.session();
        if (session == null) {
            rows.with(
                    label,
                    String.valueOf(probe.cause()).toLowerCase(Locale.ROOT)
                            + (probe.reply() == null ? "" : ": " + probe.reply()));
            return;
        }
        rows.with(label, session.encrypted() ? session.protocol() + ", " + session.cipherSuite() : "no TLS");
        if (session.certificate() != null) {
            CertificateWords.rows(session.certificate()).forEach(row -> rows.with(row.label(), row.value()));
        }
        session.allFailures().forEach(failure -> rows.with("fault", failure.toString()));
        if (session.dane() != null) {
            rows.with("DANE", session.dane().toString());
        }
    }

    private static Section tlsRpt(TlsRptFacts tlsRpt) {
        Section.Rows rows = new Section.Rows()
                .withAll("alias of", tlsRpt.txt().aliases())
                .withAll("TXT", tlsRpt.txt().records());
        if (tlsRpt.txt().records().isEmpty()) {
            rows.with("result", tlsRpt.txt().answer().toString());
        }
        tlsRpt.destinations()
                .forEach(destination -> rows.with("reports to", destination.uri())
                        .with(
                                "authorised",
                                destination.isExternal()
                                        ? "in another domain; RFC 8460 asks for no consent of its owner"
                                        : "in the same domain; nothing needed")
                        .with("reachable", destination.fault() == null ? "as far as seen" : destination.fault()));
        return rows.titled("TLSRPT record " + tlsRpt.txt().name());
    }
}
