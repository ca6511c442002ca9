package io.github.mtasts.lab.page;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.report.Summary;
import io.github.mtasts.text.Html;

/** A card for each sender with the number of scenarios for each verdict. */
final class SummaryCards {
    private SummaryCards() {}

    static String of(Comparison comparison) {
        StringBuilder html = new StringBuilder("<div class=\"cards\">\n");
        comparison.senders().forEach(sender -> card(html, sender));
        return html.append("</div>\n").toString();
    }

    private static void card(StringBuilder html, SenderResult sender) {
        Summary summary = Summary.of(sender.rows());
        html.append("<section class=\"card\">\n<h2>")
                .append(Html.text(sender.sender()))
                .append("</h2>\n<p class=\"soft\">")
                .append(summary.scenarios())
                .append(summary.scenarios() == 1 ? " scenario" : " scenarios")
                .append(", <time>")
                .append(Html.text(minute(sender.date())))
                .append("</time></p>\n");
        bar(html, summary);
        html.append("<ul class=\"counts\">\n");
        count(html, summary.safe(), Verdict.SAFE.toString(), Verdict.SAFE.toString());
        count(html, summary.leaked(), Verdict.LEAKED.toString(), Verdict.LEAKED.toString());
        count(html, summary.bounced(), Verdict.BOUNCED.toString(), Verdict.BOUNCED.toString());
        count(html, summary.overBlocked(), Verdict.OVER_BLOCKED.toString(), Verdict.OVER_BLOCKED.toString());
        count(html, summary.unreported(), Verdict.UNREPORTED.toString(), Verdict.UNREPORTED.toString());
        count(html, sender.leftOut().size() - sender.brokenOff(), "none", "not for it");
        if (sender.brokenOff() > 0) {
            count(html, sender.brokenOff(), "none", "broke off");
        }
        html.append("</ul>\n</section>\n");
    }

    private static String minute(String date) {
        return date.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d)\\S*Z$", "$1 $2 UTC");
    }

    private static void bar(StringBuilder html, Summary summary) {
        html.append("<svg class=\"bar\" role=\"img\" preserveAspectRatio=\"none\" viewBox=\"0 0 ")
                .append(Math.max(1, summary.scenarios()))
                .append(" 1\" aria-label=\"")
                .append(Html.text(summary.toString()))
                .append("\">");
        int from = part(html, 0, summary.safe(), Verdict.SAFE);
        from = part(html, from, summary.unreported(), Verdict.UNREPORTED);
        from = part(html, from, summary.overBlocked(), Verdict.OVER_BLOCKED);
        from = part(html, from, summary.bounced(), Verdict.BOUNCED);
        part(html, from, summary.leaked(), Verdict.LEAKED);
        html.append("</svg>\n");
    }

    private static int part(StringBuilder html, int from, int count, Verdict verdict) {
        if (count > 0) {
            html.append("<rect class=\"fill-")
                    .append(verdict)
                    .append("\" x=\"")
                    .append(from)
                    .append("\" width=\"")
                    .append(count)
                    .append("\" height=\"1\"/>");
        }
        return from + count;
    }

    private static void count(StringBuilder html, int count, String style, String word) {
        html.append(count == 0 ? "<li class=\"zero\">" : "<li>")
                .append("<span class=\"dot fill-")
                .append(style)
                .append("\"></span><b>")
                .append(count)
                .append("</b> ")
                .append(word)
                .append("</li>\n");
    }
}
