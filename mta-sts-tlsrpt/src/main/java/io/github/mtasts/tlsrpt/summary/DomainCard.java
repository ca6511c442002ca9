package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.text.Html;
import io.github.mtasts.tlsrpt.read.ReportRange;
import java.util.Collection;
import java.util.List;

/** Writes the part of the page about one domain. Not thread-safe. */
final class DomainCard {
    private static final int MAX_ROWS = 50;
    private static final int MAX_REASONS = 10;
    private static final int MAX_REPORTS = 20;
    private static final int MAX_NAMES = 20;
    private static final int MAX_LINES = 60;
    private static final int MAX_POLICIES = 10;

    private final StringBuilder page;
    private final RankedDomain ranked;
    private final DomainSummary domain;
    private final Readiness readiness;

    DomainCard(StringBuilder page, RankedDomain ranked) {
        this.page = page;
        this.ranked = ranked;
        this.domain = ranked.domain();
        this.readiness = ranked.readiness();
    }

    void write() {
        list(readiness.reasons());
        if (readiness.level() == Readiness.Level.NOT_YET || readiness.level() == Readiness.Level.TOO_LITTLE_EVIDENCE) {
            page.append("<p class=\"soft\">Evidence: ")
                    .append(PageTable.sentence(readiness.evidence()))
                    .append("</p>\n");
        }
        page.append("<p class=\"soft\">What would change this: ")
                .append(PageTable.sentence(String.join(" ", readiness.wouldChange())))
                .append("</p>\n");
        page.append(Chart.of(ranked));
        page.append("<p class=\"legend soft\"><span class=\"k-ok\"></span><b>successful</b>")
                .append("<span class=\"k-bad\"></span><b>failed</b>sessions under ")
                .append(PageTable.text(domain.mainType()))
                .append(", over all reporters</p>\n");
        sessions();
        failures();
        origins();
        policies();
        senders();
        reports();
    }

    private void list(List<String> sentences) {
        page.append("<ul>\n");
        sentences.stream()
                .limit(MAX_REASONS)
                .forEach(each ->
                        page.append("<li>").append(PageTable.sentence(each)).append("</li>\n"));
        page.append("</ul>\n");
        more(sentences.size(), MAX_REASONS);
    }

    private void more(int size, int shown) {
        if (size > shown) {
            page.append("<p class=\"soft\">And ").append(size - shown).append(" more.</p>\n");
        }
    }

    private void heading(String text) {
        page.append("<h3>").append(text).append("</h3>\n");
    }

    private void sessions() {
        PageTable table = PageTable.begin(page, "Policy type", "#Successful", "#Failed");
        domain.byPolicyType()
                .forEach((type, counted) -> table.row(
                        "",
                        PageTable.text(type),
                        PageTable.number(counted.successes()),
                        PageTable.number(counted.failures())));
        table.end();
    }

    private void failures() {
        if (domain.failures().isEmpty()) {
            return;
        }
        heading("Failures");
        PageTable table = PageTable.begin(
                page, "Failure", "Policy type", "@MX host", "#Sessions", "Seen", "Most likely cause and remedy");
        domain.failures().stream()
                .limit(MAX_ROWS)
                .forEach(failure -> table.row(
                        "",
                        PageTable.text(failure.resultType()) + (failure.isVerified() ? "" : " (unverified)"),
                        PageTable.text(failure.policyType()),
                        PageTable.host(failure.mxHost()),
                        PageTable.number(failure.sessions()),
                        PageTable.days(failure.firstSeen(), failure.lastSeen()),
                        Html.text(failure.meaning())
                                + (failure.reason().isEmpty()
                                        ? ""
                                        : "<br><span class=\"soft\">" + Html.text(failure.reason()) + "</span>")));
        table.end();
        more(domain.failures().size(), MAX_ROWS);
    }

    private void origins() {
        if (domain.origins().isEmpty()) {
            return;
        }
        heading("Failures by reporter and address");
        PageTable table = PageTable.begin(
                page,
                "Reporter",
                "~Failure",
                "@MX host",
                "@MX greeting name",
                "Sent from",
                "~Reason",
                "#Sessions",
                "Seen");
        domain.origins().stream()
                .limit(MAX_ROWS)
                .forEach(origin -> table.row(
                        "",
                        PageTable.host(origin.reporter()) + (origin.isVerified() ? "" : " (unverified)"),
                        PageTable.text(origin.resultType()),
                        host(origin),
                        PageTable.host(origin.helo()),
                        PageTable.address(origin.sendingIp()),
                        reason(origin),
                        PageTable.number(origin.sessions()),
                        PageTable.days(origin.firstSeen(), origin.lastSeen())));
        table.end();
        more(domain.origins().size(), MAX_ROWS);
    }

    private static String host(FailureOrigin origin) {
        return PageTable.host(origin.mxHost())
                + (origin.receivingIp().isBlank()
                        ? ""
                        : "<br><span class=\"soft\">" + PageTable.address(origin.receivingIp()) + "</span>");
    }

    private static String reason(FailureOrigin origin) {
        return PageTable.text(origin.reason())
                + (origin.information().isBlank()
                        ? ""
                        : "<br><span class=\"soft\">" + PageTable.host(origin.information()) + "</span>");
    }

    private void policies() {
        domain.current().ifPresent(policy -> {
            heading("Policy that the domain publishes now");
            page.append("<p>Mode ").append(policy.mode().token()).append("</p>\n");
            lines(policy.lines());
        });
        if (domain.policies().isEmpty()) {
            return;
        }
        heading("Policies that reporters saw");
        if (domain.current().isEmpty() && domain.latestPolicy().isPresent()) {
            page.append("<p class=\"soft\">The latest is the one that most verified submitters saw last. ")
                    .append("The reports do not tell whether the domain still publishes it.</p>\n");
        }
        domain.policies().stream().limit(MAX_POLICIES).forEach(this::policy);
        more(domain.policies().size(), MAX_POLICIES);
    }

    private void policy(PolicySeen policy) {
        boolean isSts = policy.policyType().equals("sts");
        page.append("<p>")
                .append(isSts ? "Mode " + PageTable.text(policy.mode()) : PageTable.text(policy.policyType()))
                .append(isSts ? age(policy) : "")
                .append(policy.isVerified() ? "" : ", only in unverified reports")
                .append(": ")
                .append(PageTable.days(policy.firstDay(), policy.lastDay()))
                .append(", seen by ")
                .append(names(policy.reporters()))
                .append("</p>\n");
        lines(policy.lines());
        if (!policy.mxHosts().isEmpty()) {
            page.append("<p class=\"soft\">MX patterns: ")
                    .append(names(policy.mxHosts()))
                    .append("</p>\n");
        }
    }

    private String age(PolicySeen policy) {
        return domain.isCurrent(policy)
                .map(isCurrent -> isCurrent ? ", as published now" : ", not as published now")
                .orElse(policy.isLatest() ? ", the latest" : ", not the latest");
    }

    private void lines(List<String> lines) {
        page.append("<pre>");
        lines.stream()
                .limit(MAX_LINES)
                .forEach(line -> page.append(Html.text(line)).append('\n'));
        page.append("</pre>\n");
        more(lines.size(), MAX_LINES);
    }

    private static String names(Collection<String> names) {
        List<String> shown =
                names.stream().limit(MAX_NAMES).map(PageTable::text).toList();
        String more = names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "";
        return String.join(", ", shown) + more;
    }

    private void senders() {
        heading("Reporters");
        PageTable table = PageTable.begin(
                page, "Reporter", "Submitter", "Contact", "#Entries", "#Successful", "#Failed", "Reported days");
        domain.senders().stream()
                .limit(MAX_ROWS)
                .forEach(sender -> table.row(
                        "",
                        PageTable.host(sender.name()),
                        (sender.isVerified() ? "verified: " : "") + PageTable.text(sender.submitter()),
                        PageTable.host(sender.contact()),
                        PageTable.number(sender.entries()),
                        PageTable.number(sender.successes()),
                        PageTable.number(sender.failures()),
                        PageTable.days(sender.firstDay(), sender.lastDay())));
        table.end();
        more(domain.senders().size(), MAX_ROWS);
    }

    private void reports() {
        if (domain.reports().isEmpty()) {
            return;
        }
        page.append("<details class=\"reports\"><summary>Single reports</summary>\n");
        PageTable table = PageTable.begin(
                page, "Report-id", "Reporter", "Submitter", "Policy type", "#Successful", "#Failed", "Days");
        domain.reports().stream()
                .limit(MAX_REPORTS)
                .forEach(report -> table.row(
                        "",
                        PageTable.text(report.reportId()),
                        PageTable.host(report.reporter()),
                        (report.isVerified() ? "verified: " : "") + PageTable.text(report.submitter()),
                        PageTable.text(report.policyType()),
                        PageTable.number(report.successes()),
                        PageTable.number(report.failures()),
                        days(new ReportRange(report.begin(), report.end()))));
        table.end();
        more(domain.reports().size(), MAX_REPORTS);
        page.append("</details>\n");
    }

    private static String days(ReportRange range) {
        return PageTable.days(range.day(), range.lastDay());
    }
}
