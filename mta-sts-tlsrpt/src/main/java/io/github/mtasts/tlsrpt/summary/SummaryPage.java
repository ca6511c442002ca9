package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.text.Html;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Writes a summary as a self-contained HTML page, without network access and scripts: a table of the domains, the one that
 * needs attention most first, then a part for each domain. All text from reporters is escaped. The page shows at most 1,000
 * domains, 20 single reports, 10 reasons and policies, and 50 rows of each other table; {@link SummaryData} has all. A browser
 * prints the domains that the filter shows, with closed parts opened. Stateless.
 */
public final class SummaryPage {
    private static final int MAX_OPEN = 3;
    private static final int MAX_DOMAINS = 1_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private SummaryPage() {}

    /**
     * Writes a summary.
     *
     * @param summary the summary
     * @param criteria the criteria for readiness
     * @return the page, to be stored as UTF-8
     */
    public static String of(ReportSummary summary, Criteria criteria) {
        List<RankedDomain> domains = RankedDomain.of(summary, criteria);
        List<RankedDomain> shown = RankedDomain.mostReported(domains, MAX_DOMAINS);
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\"")
                .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>TLS reports</title>\n<style>\n")
                .append(PageStyle.CSS)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>TLS reports</h1>\n");
        head(page, summary);
        if (domains.size() > MAX_DOMAINS) {
            page.append("<p>Only ")
                    .append(MAX_DOMAINS)
                    .append(
                            " domains are shown: those with verified reports first, then those with the most reports.</p>\n");
        }
        if (!domains.isEmpty()) {
            filter(page, domains);
            overview(page, shown);
        }
        for (int i = 0; i < shown.size(); i++) {
            card(page, shown.get(i), i, shown.size() <= MAX_OPEN);
        }
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void head(StringBuilder page, ReportSummary summary) {
        page.append("<p class=\"soft\">")
                .append(Plural.of(summary.reports(), "report"))
                .append(" from other senders about ")
                .append(Plural.of(summary.domains().size(), "domain"))
                .append(", for ")
                .append(PageTable.days(summary.begin(), LocalDate.ofInstant(summary.asOf(), ZoneOffset.UTC)))
                .append(". Generated ")
                .append(TIME.format(summary.asOf().atOffset(ZoneOffset.UTC)))
                .append(".</p>\n");
        List<String> leftOut = LeftOutText.phrases(summary);
        if (!leftOut.isEmpty()) {
            page.append("<p class=\"soft\">Left out: ")
                    .append(Html.text(String.join("; ", leftOut)))
                    .append(".</p>\n");
        }
        if (!summary.warnings().isEmpty()) {
            page.append("<details><summary>")
                    .append(Plural.of(summary.warnings().size(), "warning"))
                    .append("</summary>\n<ul>\n");
            summary.warnings()
                    .forEach(each -> page.append("<li>").append(Html.text(each)).append("</li>\n"));
            page.append("</ul>\n</details>\n");
        }
    }

    private static void filter(StringBuilder page, List<RankedDomain> domains) {
        page.append("<fieldset class=\"filter\"><legend>Show</legend>\n")
                .append("<label><input type=\"radio\" name=\"f\" id=\"f-all\" checked> all (")
                .append(domains.size())
                .append(")</label>\n");
        for (Readiness.Level level : Readiness.Level.values()) {
            long count = domains.stream()
                    .filter(each -> each.readiness().level() == level)
                    .count();
            if (count > 0) {
                page.append("<label><input type=\"radio\" name=\"f\" id=\"f-")
                        .append(type(level))
                        .append("\"> ")
                        .append(level.text())
                        .append(" (")
                        .append(count)
                        .append(")</label>\n");
            }
        }
        page.append("</fieldset>\n");
    }

    private static void overview(StringBuilder page, List<RankedDomain> domains) {
        PageTable table =
                PageTable.begin(page, "Domain", "Period", "#Reporters", "#Sessions", "#Failed", "Trend", "Verdict");
        for (int i = 0; i < domains.size(); i++) {
            RankedDomain each = domains.get(i);
            table.row(
                    rowType(each),
                    "<a href=\"#d" + (i + 1) + "\">" + Html.text(each.name()) + "</a>"
                            + (each.domain().isVerified() ? "" : " (unverified)"),
                    PageTable.days(each.domain().firstDay(), each.domain().lastDay()),
                    PageTable.number(each.domain().senders().size()),
                    PageTable.number(each.sessions()),
                    PageTable.number(each.failures()),
                    each.trend().text(),
                    badge(each));
        }
        table.end();
    }

    private static void card(StringBuilder page, RankedDomain ranked, int index, boolean isOpen) {
        page.append("<details class=\"card ")
                .append(rowType(ranked))
                .append(isOpen ? "\" open>" : "\">")
                .append("<summary><h2>")
                .append(Html.text(ranked.name()))
                .append("</h2> ")
                .append(badge(ranked))
                .append("</summary>\n<div id=\"d")
                .append(index + 1)
                .append("\">\n");
        new DomainCard(page, ranked).write();
        page.append("</div>\n</details>\n");
    }

    private static String rowType(RankedDomain ranked) {
        return "d l-" + type(ranked.readiness().level());
    }

    private static String badge(RankedDomain ranked) {
        return "<span class=\"badge\">" + ranked.readiness().level().text() + "</span>";
    }

    private static String type(Readiness.Level level) {
        return switch (level) {
            case READY -> "ready";
            case ENFORCED -> "enforced";
            case ENFORCED_WITH_FAILURES -> "delays";
            case NOT_YET -> "not-yet";
            case TOO_LITTLE_EVIDENCE -> "too-little";
        };
    }
}
