package io.github.mtasts.tool.finding;

import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.terminal.SafeText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fault, or something worth knowing. Immutable.
 *
 * @param rule the rule that is not met
 * @param severity how bad it is here
 * @param subject what it is about, such as a host name or a line
 * @param sentence what is wrong: one or more sentences without control characters
 * @param advice what to do
 */
public record Finding(Rule rule, Severity severity, String subject, String sentence, String advice) {
    /**
     * Cleans the texts, which may quote a peer.
     *
     * @param rule the rule that is not met
     * @param severity how bad it is here
     * @param subject what it is about
     * @param sentence what is wrong
     * @param advice what to do
     */
    public Finding {
        subject = SafeText.line(subject);
        sentence = SafeText.line(sentence);
        advice = SafeText.line(advice);
    }

    /**
     * Makes a finding of the severity that the rule mostly has.
     *
     * @param rule the rule that is not met
     * @param subject what it is about
     * @param sentence what is wrong
     * @param advice what to do
     * @return the finding
     */
    public static Finding of(Rule rule, String subject, String sentence, String advice) {
        return new Finding(rule, rule.severity(), subject, sentence, advice);
    }

    /**
     * The finding for JSON.
     *
     * @return its members
     */
    public Map<String, @Nullable Object> json() {
        return new JsonObject()
                .with("rule", rule.token())
                .with("severity", severity.word())
                .with("subject", subject)
                .with("what", sentence)
                .with("advice", advice)
                .with("section", rule.section())
                .members();
    }

    /**
     * Whether any finding has a severity.
     *
     * @param findings the findings
     * @param severity the severity
     * @return true when there is one
     */
    public static boolean any(List<Finding> findings, Severity severity) {
        return findings.stream().anyMatch(finding -> finding.severity == severity);
    }
}
