package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.text.Html;
import java.util.List;
import java.util.stream.Collectors;

/** The table: a row for each scenario, a column for each sender. */
final class ComparisonTable {
    /** The number of columns that a wide window shows without horizontal scrolling. */
    private static final int FEW = 4;

    private final StringBuilder html = new StringBuilder();
    private final Comparison comparison;
    private final Addresses addresses;

    private ComparisonTable(Comparison comparison, Addresses addresses) {
        this.comparison = comparison;
        this.addresses = addresses;
    }

    static String of(Comparison comparison, Addresses addresses) {
        ComparisonTable table = new ComparisonTable(comparison, addresses);
        table.append();
        return table.html.toString();
    }

    private void append() {
        List<SenderResult> senders = comparison.senders();
        html.append(senders.size() <= FEW ? "<div class=\"scroll few\"" : "<div class=\"scroll\"")
                .append(" tabindex=\"0\" role=\"region\" aria-label=\"Verdicts\">\n<table class=\"verdicts\">\n")
                .append("<thead><tr><th scope=\"col\">Scenario</th>");
        senders.forEach(sender -> html.append("<th scope=\"col\">")
                .append(Html.text(sender.sender()))
                .append("</th>"));
        html.append("</tr></thead>\n");
        comparison.groups().forEach(this::group);
        html.append("</table>\n</div>\n");
    }

    private void group(Comparison.Group group) {
        html.append("<tbody>\n<tr class=\"family\"><th scope=\"rowgroup\">")
                .append(Html.text(group.family()))
                .append("</th>");
        for (int i = 0; i < comparison.senders().size(); i++) {
            int column = i;
            html.append("<td>")
                    .append(tally(group.lines().stream()
                            .map(line -> line.cells().get(column).style())
                            .filter(style -> !style.equals("none"))
                            .toList()))
                    .append("</td>");
        }
        html.append("</tr>\n");
        group.lines().forEach(this::line);
        html.append("</tbody>\n");
    }

    private static String tally(List<String> styles) {
        if (styles.isEmpty()) {
            return "";
        }
        return styles.stream().filter("safe"::equals).count() + " of " + styles.size() + " safe";
    }

    private void line(Comparison.Line line) {
        html.append("<tr class=\"scenario\" data-styles=\"")
                .append(line.cells().stream().map(Comparison.Cell::style).collect(Collectors.joining(" ")))
                .append("\"><th scope=\"row\">");
        scenario(line.scenario());
        html.append("</th>");
        line.cells().forEach(this::cell);
        html.append("</tr>\n");
    }

    private void scenario(ScenarioInfo scenario) {
        html.append("<details><summary><span class=\"name\">")
                .append(Html.text(scenario.name()))
                .append("</span> <code>")
                .append(Html.text(scenario.id()))
                .append("</code>");
        if (!scenario.power().isEmpty()) {
            html.append("<span class=\"power\">The attacker ")
                    .append(Html.text(scenario.power()))
                    .append("</span>");
        }
        html.append("</summary>\n<dl class=\"facts\">");
        fact("Attacker", scenario.attacker());
        fact("A safe sender must", scenario.expectation());
        fact("The attack aims at", scenario.aim());
        fact("Requirements", String.join(" ", scenario.requirements()));
        html.append("</dl></details>");
    }

    private void fact(String name, String text) {
        if (!text.isEmpty()) {
            html.append("<dt>")
                    .append(name)
                    .append("</dt><dd>")
                    .append(Html.text(text))
                    .append("</dd>");
        }
    }

    private void cell(Comparison.Cell cell) {
        html.append("<td>");
        Row row = cell.row();
        LeftOut leftOut = cell.leftOut();
        if (row != null) {
            verdict(row, addresses.of(row.id(), cell.sender()));
        } else if (leftOut != null) {
            html.append("<details class=\"not-for-it\" title=\"")
                    .append(Html.text(leftOut.why()))
                    .append(
                            leftOut.hasBrokenOff()
                                    ? "\"><summary>broke off</summary>"
                                    : "\"><summary>not for it</summary>")
                    .append(Html.text(leftOut.why()))
                    .append("</details>");
        } else {
            html.append("<span class=\"missing\" title=\"this scenario was not run against this sender\">–</span>");
        }
        html.append("</td>");
    }

    private void verdict(Row row, String address) {
        html.append("<a class=\"verdict ")
                .append(VerdictStyle.of(row.verdict()))
                .append("\" id=\"")
                .append(address)
                .append("\" href=\"#")
                .append(address)
                .append("\" title=\"")
                .append(Html.text(row.why()))
                .append("\">")
                .append(Html.text(row.verdict()))
                .append("</a><span class=\"why\">")
                .append(Html.text(row.why()))
                .append("</span>");
    }
}
