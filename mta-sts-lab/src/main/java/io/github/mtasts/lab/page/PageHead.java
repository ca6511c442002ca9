package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.text.Html;
import java.util.List;

/** What stands above the results: what this is, when and where it was run, and what the verdicts mean. */
final class PageHead {
    private static final String INTRODUCTION = """
            <p>Attacks that try to make a mail sender give a message away, or give it up, although the recipient's domain has an \
            MTA-STS policy: what each sender did, and what was seen on the network meanwhile.</p>
            """;
    private static final String VERDICTS = """
            <details class="legend"><summary>What the verdicts mean</summary>
            <dl>
            <dt><span class="verdict safe">safe</span></dt>
            <dd>The message went where it should, when it should, and nowhere else.</dd>
            <dt><span class="verdict leaked">leaked</span></dt>
            <dd>Somebody got what he must not have: the message, or a connection to a host inside.</dd>
            <dt><span class="verdict bounced">bounced</span></dt>
            <dd>The message came back to its author, which a policy failure must not cause.</dd>
            <dt><span class="verdict over-blocked">over-blocked</span></dt>
            <dd>Legitimate mail was stopped, or held back without end.</dd>
            <dt><span class="verdict unreported">unreported</span></dt>
            <dd>The TLS report that arrived, or did not, tells something else than what happened.</dd>
            <dt><span class="not-for-it">not for it</span></dt>
            <dd>The sender does not do what the attack is about.</dd>
            <dt><span class="not-for-it">broke off</span></dt>
            <dd>The lab or the sender was broken, which says nothing about the attack.</dd>
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
