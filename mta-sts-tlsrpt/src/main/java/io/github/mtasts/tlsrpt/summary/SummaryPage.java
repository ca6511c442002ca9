package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.text.Html;
import java.time.LocalDate;
import java.util.Locale;

/**
 * Writes a summary as a self-contained HTML page, without network access and scripts. All text from reporters is escaped.
 * Stateless.
 */
public final class SummaryPage {
    private static final int MAX_FAILURES = 50;
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --line: #d8dee6; --paper: #ffffff;
              --card: #f6f8fa; --ok: #2f7d5b; --bad: #c2412d; --wait: #9a6700; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #9aa7b6; --line: #2f3a48;
              --paper: #10151c; --card: #182029; --ok: #4fb286; --bad: #ef7c67; --wait: #d9a93f; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
            main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
            h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
            h2 { font-size: 1.2rem; margin: 0; overflow-wrap: anywhere; }
            p { margin: .25rem 0; } .soft { color: var(--soft); }
            section { margin-top: 1.5rem; padding: 1rem; background: var(--card); border: 1px solid var(--line);
              border-radius: .5rem; }
            .head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between; }
            .badge { padding: .1rem .6rem; border-radius: 1rem; color: var(--paper); font-weight: 600; font-size: .9rem; }
            .ready { background: var(--ok); } .not-yet { background: var(--bad); } .too-little { background: var(--wait); }
            ul { margin: .5rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; }
            svg { display: block; width: 100%; height: auto; margin: .75rem 0 .25rem; }
            svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
            .ok { fill: var(--ok); } .bad { fill: var(--bad); }
            .grid { stroke: var(--line); } .axis { stroke: var(--soft); }
            .legend span { display: inline-block; width: .8rem; height: .8rem; border-radius: .15rem; margin: 0 .3rem 0 0; }
            .legend b { font-weight: 400; margin-right: 1rem; }
            .legend .k-ok { background: var(--ok); } .legend .k-bad { background: var(--bad); }
            table { border-collapse: collapse; width: 100%; margin-top: .75rem; font-size: .92rem; }
            th { text-align: left; color: var(--soft); font-weight: 500; white-space: nowrap; }
            .date { white-space: nowrap; }
            td[data-label="Failure"] { min-width: 9rem; } td[data-label="MX host"] { min-width: 13rem; }
            th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
              overflow-wrap: anywhere; }
            .n { text-align: right; font-variant-numeric: tabular-nums; }
            .meaning { color: var(--soft); }
            @media (max-width: 40rem) {
              svg text { font-size: 26px; }
              .failures thead { display: none; }
              .failures tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
              .failures td[data-label] { min-width: 0; } .failures td { display: flex; gap: .75rem; border: 0; padding: .1rem 0; text-align: left; }
              .failures td::before { content: attr(data-label); color: var(--soft); flex: 0 0 6rem; }
              .failures td.meaning::before { content: none; }
            }
            """;

    private SummaryPage() {}

    /**
     * Writes a summary.
     *
     * @param summary the summary
     * @param criteria the criteria for readiness
     * @return the page, to be stored as UTF-8
     */
    public static String of(ReportSummary summary, Criteria criteria) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>TLS reports</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>TLS reports</h1>\n<p class=\"soft\">")
                .append(summary.reports())
                .append(" reports about ")
                .append(summary.domains().size())
                .append(" domains, from other senders.");
        if (summary.duplicates() > 0) {
            page.append(" ").append(summary.duplicates()).append(" duplicates ignored.");
        }
        page.append("</p>\n");
        for (DomainSummary domain : summary.domains()) {
            append(page, domain, Readiness.of(domain, criteria));
        }
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void append(StringBuilder page, DomainSummary domain, Readiness readiness) {
        page.append("<section>\n<div class=\"head\"><h2>")
                .append(Html.text(domain.domain()))
                .append("</h2>");
        page.append("<span class=\"badge ").append(badge(readiness.level())).append("\">");
        page.append(readiness.level().text()).append("</span></div>\n<ul>\n");
        readiness
                .reasons()
                .forEach(reason -> page.append("<li>").append(Html.text(reason)).append("</li>\n"));
        page.append("</ul>\n").append(Chart.of(domain));
        page.append("<p class=\"legend soft\"><span class=\"k-ok\"></span><b>successful</b>");
        page.append("<span class=\"k-bad\"></span><b>failed</b>sessions under ");
        page.append(Html.text(domain.mainType())).append(" per UTC day, over all reporters</p>\n");
        sessions(page, domain);
        failures(page, domain);
        page.append("<p class=\"soft\">Reported by ");
        page.append(Html.text(String.join(", ", domain.reporters()))).append("</p>\n</section>\n");
    }

    private static String badge(Readiness.Level level) {
        return switch (level) {
            case READY, ENFORCED -> "ready";
            case NOT_YET, ENFORCED_WITH_FAILURES -> "not-yet";
            case TOO_LITTLE_EVIDENCE -> "too-little";
        };
    }

    private static void sessions(StringBuilder page, DomainSummary domain) {
        page.append(
                "<table>\n<thead><tr><th>Policy</th><th class=\"n\">Successful</th><th class=\"n\">Failed</th></tr></thead>\n");
        domain.byPolicyType()
                .forEach((type, count) -> page.append("<tr><td>")
                        .append(Html.text(type))
                        .append("</td><td class=\"n\">")
                        .append(grouped(count.successes()))
                        .append("</td><td class=\"n\">")
                        .append(grouped(count.failures()))
                        .append("</td></tr>\n"));
        page.append("</table>\n");
    }

    private static void failures(StringBuilder page, DomainSummary domain) {
        if (domain.failures().isEmpty()) {
            return;
        }
        page.append("<table class=\"failures\">\n<thead><tr><th>Failure</th><th>Policy</th><th>MX host</th>")
                .append(
                        "<th class=\"n\">Sessions</th><th>Seen</th><th>Most likely cause and remedy</th></tr></thead>\n");
        domain.failures().stream().limit(MAX_FAILURES).forEach(failure -> row(page, failure));
        page.append("</table>\n");
        if (domain.failures().size() > MAX_FAILURES) {
            page.append("<p class=\"soft\">And ")
                    .append(domain.failures().size() - MAX_FAILURES)
                    .append(" more failures.</p>\n");
        }
    }

    private static void row(StringBuilder page, FailureKind failure) {
        String seen = failure.firstSeen().equals(failure.lastSeen())
                ? date(failure.lastSeen())
                : date(failure.firstSeen()) + " to " + date(failure.lastSeen());
        String reason =
                failure.reason().isEmpty() ? "" : "<br><span class=\"soft\">" + Html.text(failure.reason()) + "</span>";
        page.append("<tr>")
                .append(cell("Failure", Html.text(failure.resultType())))
                .append(cell("Policy", Html.text(failure.policyType())))
                .append(cell("MX host", failure.mxHost().isEmpty() ? "-" : Html.text(failure.mxHost())))
                .append("<td class=\"n\" data-label=\"Sessions\">")
                .append(grouped(failure.sessions()))
                .append("</td>")
                .append(cell("Seen", seen))
                .append("<td class=\"meaning\"><span>")
                .append(Html.text(failure.meaning()))
                .append(reason)
                .append("</span></td></tr>\n");
    }

    private static String date(LocalDate day) {
        return "<span class=\"date\">" + day + "</span>";
    }

    private static String cell(String label, String html) {
        return "<td data-label=\"" + label + "\"><span>" + html + "</span></td>";
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
    }
}
