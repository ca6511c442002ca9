package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.text.Html;
import java.util.List;

/** The head of the page: an introduction, time and place of the run, and the meaning of the verdicts. */
final class PageHead {
    private static final String INTRODUCTION = """
            <p>Attacks on mail senders whose recipient's domain has an MTA-STS policy: the verdict on each sender, with the network \
            traffic as evidence.</p>
            """;
    private static final String VERDICTS = """
            <details class="legend"><summary>What the verdicts mean</summary>
            <dl>
            <dt><span class="verdict safe">safe</span></dt>
            <dd>The message was delivered where and when the policy allows, and nowhere else.</dd>
            <dt><span class="verdict leaked">leaked</span></dt>
            <dd>The message was on the wire in the clear, or the attacker got it; or a connection to a private address, or TLS before 1.2.</dd>
            <dt><span class="verdict bounced">bounced</span></dt>
            <dd>The message was returned to its author, which a policy failure must not cause.</dd>
            <dt><span class="verdict over-blocked">over-blocked</span></dt>
            <dd>Legitimate mail was stopped or held without end.</dd>
            <dt><span class="verdict unreported">unreported</span></dt>
            <dd>A TLS report is missing, or differs from the events.</dd>
            <dt><span class="not-for-it">not for it</span></dt>
            <dd>The sender lacks an ability that the attack needs.</dd>
            <dt><span class="not-for-it">broke off</span></dt>
            <dd>The lab or the sender failed; there is no verdict.</dd>
            </dl></details>
            """;

    private PageHead() {}

    static String of(List<SenderResult> senders) {
        return "<header class=\"top\">\n<h1>Downgrade lab</h1>\n" + INTRODUCTION + "<p class=\"soft\">" + run(senders)
                + "</p>\n" + VERDICTS + "</header>\n";
    }

    private static String run(List<SenderResult> senders) {
        List<String> days =
                senders.stream().map(SenderResult::day).distinct().sorted().toList();
        if (days.isEmpty()) {
            return "No sender was run.";
        }
        String first = days.get(0);
        String last = days.get(days.size() - 1);
        List<String> platforms =
                senders.stream().map(SenderResult::platform).distinct().toList();
        String when = days.size() == 1 ? "on " + first : "from " + first + " to " + last;
        return Html.text("Run " + when + ". " + String.join("; ", platforms) + ".");
    }
}
