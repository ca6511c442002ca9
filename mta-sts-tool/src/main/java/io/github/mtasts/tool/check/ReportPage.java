package io.github.mtasts.tool.check;

import io.github.mtasts.text.Html;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Findings;
import io.github.mtasts.tool.terminal.SafeText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Writes reports as one HTML page without scripts and without anything to load. Everything on it may come from a stranger: each text
 * is escaped, and the page forbids its browser to run or load anything. Stateless.
 */
final class ReportPage {
    private static final String STYLE = """
        :root{color-scheme:light dark}
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
        h1{font-size:1.5rem}h2{margin-top:2.5rem;border-bottom:1px solid}
        .error,.delayed,.returned,.unknown{border-left:.4rem solid #c62828}
        .warning,.tested,.unprotected{border-left:.4rem solid #c77700}
        .note,.protected{border-left:.4rem solid #2e7d32}
        .finding,.verdict{padding:.2rem .8rem;margin:.6rem 0;background:#8881}
        .verdict{font-size:1.1rem}
        .finding p{margin:.2rem 0}
        code,pre,td{overflow-wrap:anywhere}
        pre{overflow:auto;padding:.5rem;background:#8881;white-space:pre-wrap}
        th{text-align:left;vertical-align:top;font-weight:600;padding-right:1rem;white-space:nowrap}
        th[scope]{width:7rem}
        table{border-collapse:collapse;width:100%}td,th{padding:.1rem .4rem}
        details{margin:.5rem 0}summary{cursor:pointer;font-weight:600}
        @media(max-width:40rem){th{white-space:normal}}
        """;

    private ReportPage() {}

    /** @param time when the domains were looked at */
    static String of(List<DomainReport> reports, Instant time) {
        StringBuilder page = new StringBuilder()
                .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
                .append(" style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>MTA-STS check</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>MTA-STS check</h1>\n<p>")
                .append(text("Looked at on " + time.truncatedTo(ChronoUnit.SECONDS) + " by mta-sts check."))
                .append("</p>\n");
        if (reports.size() > 1) {
            contents(page, reports);
        }
        for (int i = 0; i < reports.size(); i++) {
            domain(page, reports.get(i), i);
        }
        return page.append("</body></html>\n").toString();
    }

    private static void contents(StringBuilder page, List<DomainReport> reports) {
        page.append("<table><tr><th>Domain</th><th>Verdict</th><th>Findings</th></tr>\n");
        for (int i = 0; i < reports.size(); i++) {
            DomainReport report = reports.get(i);
            page.append("<tr><td><a href=\"#d")
                    .append(i)
                    .append("\">")
                    .append(text(report.domain().name()))
                    .append("</a></td><td>")
                    .append(kind(report))
                    .append("</td><td>")
                    .append(Findings.counted(report.findings()))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static void domain(StringBuilder page, DomainReport report, int number) {
        page.append("<h2 id=\"d")
                .append(number)
                .append("\">")
                .append(text(report.domain().name()))
                .append("</h2>\n<div class=\"verdict ")
                .append(kind(report))
                .append("\"><strong>")
                .append(kind(report))
                .append("</strong> ")
                .append(text(report.verdict().sentence()))
                .append("</div>\n<p>")
                .append(Findings.counted(report.findings()))
                .append("</p>\n");
        report.findings().forEach(finding -> finding(page, finding));
        Sections.of(report).forEach(section -> section(page, section));
    }

    private static void finding(StringBuilder page, Finding finding) {
        page.append("<div class=\"finding ")
                .append(finding.severity().word())
                .append("\"><p><strong>")
                .append(finding.severity().word())
                .append("</strong> ")
                .append(text(finding.rule().token()))
                .append(" <code>")
                .append(text(finding.subject()))
                .append("</code></p>\n<p>")
                .append(text(finding.sentence()))
                .append("</p>\n<p>What to do: ")
                .append(text(finding.advice()))
                .append("</p>\n<p><small>")
                .append(text(finding.rule().section()))
                .append("</small></p></div>\n");
    }

    private static void section(StringBuilder page, Section section) {
        if (section.rows().isEmpty() && section.lines().isEmpty()) {
            return;
        }
        page.append("<details open><summary>").append(text(section.title())).append("</summary>\n<table>\n");
        for (Section.Row row : section.rows()) {
            page.append("<tr><th scope=\"row\">")
                    .append(text(row.label()))
                    .append("</th><td>")
                    .append(text(row.value()))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
        if (!section.lines().isEmpty()) {
            page.append("<pre>").append(text(section.lines().get(0)));
            section.lines().stream().skip(1).forEach(line -> page.append('\n').append(text(line)));
            page.append("</pre>\n");
        }
        page.append("</details>\n");
    }

    private static String kind(DomainReport report) {
        return report.verdict().kind().name().toLowerCase(Locale.ROOT);
    }

    private static String text(String text) {
        return Html.text(SafeText.line(text));
    }
}
