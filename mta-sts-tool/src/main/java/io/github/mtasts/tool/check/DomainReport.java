package io.github.mtasts.tool.check;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.finding.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one domain.
 *
 * @param facts what was seen
 * @param verdict what this sender would do
 * @param findings the findings, the worst first
 */
record DomainReport(DomainFacts facts, Verdict verdict, List<Finding> findings) {
    DomainReport {
        findings = List.copyOf(findings);
    }

    PolicyDomain domain() {
        return facts.domain();
    }

    /** Why there is no result, if it is this side's fault: its resolvers or its network did not answer. */
    @Nullable
    String ownFault() {
        return facts.ownFault();
    }
}
