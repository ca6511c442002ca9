package io.github.mtasts.tool.publish;

import io.github.mtasts.text.Html;
import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.server.CertificateState;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the status as one page without scripts, and as JSON. Stateless. */
final class StatusPage {
    private static final String STYLE = """
        :root{color-scheme:light dark}
        body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}
        .fault{border-left:.4rem solid #c62828;padding:.2rem .8rem;background:#8881}
        .well{border-left:.4rem solid #2e7d32;padding:.2rem .8rem;background:#8881}
        code,td{overflow-wrap:anywhere}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .5rem}
        tr+tr td{border-top:1px solid #8884}
        @media(min-width:40rem){td:first-child{overflow-wrap:break-word}}
        """;

    private StatusPage() {}

    static String of(PublishStatus status) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
                .append(" style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Policy Host</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Policy Host</h1>\n<p>")
                .append(Html.text(status.book().all().size() + " policies, at "
                        + status.clock().instant().truncatedTo(ChronoUnit.SECONDS) + "."))
                .append("</p>\n");
        status.book().faults().forEach(each -> paragraph(page, "fault", each));
        if (status.isHealthy()) {
            paragraph(
                    page, "well", "Every policy is served, and every host has a certificate that senders can accept.");
        }
        page.append("<table><tr><th>Domain</th><th>Record to publish</th><th>Certificate</th></tr>\n");
        Map<String, CertificateState> certificates = status.certificatesByHost();
        for (PublishedPolicy each : status.book().all()) {
            page.append("<tr><td>")
                    .append(Html.text(each.domain().name()))
                    .append("</td><td><code>")
                    .append(Html.text(each.record()))
                    .append("</code></td><td>")
                    .append(Html.text(words(certificates.get(each.host()))))
                    .append("</td></tr>\n");
        }
        return page.append("</table>\n</body></html>\n").toString();
    }

    private static void paragraph(StringBuilder page, String style, String text) {
        page.append("<p class=\"")
                .append(style)
                .append("\">")
                .append(Html.text(text))
                .append("</p>\n");
    }

    private static String words(@Nullable CertificateState state) {
        if (state == null) {
            return "none yet";
        }
        return state.end().map(end -> "valid until " + end).orElse("none")
                + (state.failure().isEmpty()
                        ? ""
                        : "; " + state.failure()
                                + state.next()
                                        .map(next -> "; tried again after " + next)
                                        .orElse(""));
    }

    static String json(PublishStatus status) {
        List<Object> domains = new ArrayList<>();
        Map<String, CertificateState> certificates = status.certificatesByHost();
        for (PublishedPolicy each : status.book().all()) {
            Optional<CertificateState> state = Optional.ofNullable(certificates.get(each.host()));
            domains.add(new JsonObject()
                    .with("domain", each.domain())
                    .with("policy_of", each.owner())
                    .with("id", each.id())
                    .with("record", each.record())
                    .with(
                            "certificate_end",
                            state.flatMap(CertificateState::end).orElse(null))
                    .with(
                            "certificate_failure",
                            state.map(CertificateState::failure).orElse(""))
                    .members());
        }
        return Json.line(new JsonObject()
                        .with("healthy", status.isHealthy())
                        .with("faults", status.book().faults())
                        .with("domains", domains)
                        .members())
                + "\n";
    }
}
