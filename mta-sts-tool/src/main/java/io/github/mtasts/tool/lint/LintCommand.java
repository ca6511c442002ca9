package io.github.mtasts.tool.lint;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.FindingText;
import io.github.mtasts.tool.finding.Findings;
import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.DomainName;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.run.Version;
import io.github.mtasts.tool.terminal.Colours;
import io.github.mtasts.tool.terminal.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a file before it is published. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Checks a policy, or TXT records, before they are published.",
            "",
            "Records are one a line: the bare text, or as a zone file has them.",
            "",
            "Example:",
            "  mta-sts lint --domain example.com .well-known/mta-sts.txt",
            "  dig +short TXT _mta-sts.example.com | mta-sts lint -"
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.SAYS_GOOD,
            ExitStatus.SAYS_PROBLEM,
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_BROKEN
        })
public final class LintCommand implements Callable<Integer> {
    private static final int MAX_OCTETS = 1 << 20;

    @Parameters(paramLabel = "FILE", description = "The file; - reads standard input.")
    private String file = "-";

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = DomainName.class,
            description = "The domain of the policy, for rules that depend on it.")
    private @Nullable PolicyDomain domain;

    @Option(names = "--strict", description = "Exit with status 1 for warnings, too.")
    private boolean strict;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final Surroundings surroundings;

    /**
     * Makes the subcommand.
     *
     * @param surroundings what it reads and writes
     */
    public LintCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        LintSubject subject = LintSubject.of(read());
        List<Finding> findings = subject.findings(domain);
        if (json) {
            surroundings.out().println(Json.line(json(subject, findings)));
        } else {
            print(subject, findings);
        }
        surroundings.out().flush();
        return Findings.status(findings, strict);
    }

    private byte[] read() throws IOException {
        try (InputStream in = file.equals("-")
                ? surroundings.in()
                : Files.newInputStream(surroundings.workingDirectory().resolve(file))) {
            byte[] body = in.readNBytes(MAX_OCTETS + 1);
            if (body.length > MAX_OCTETS) {
                throw new CommandFailure(
                        ExitStatus.PROBLEM,
                        file + " has more than " + MAX_OCTETS
                                + " octets: it is neither a policy nor a list of records");
            }
            return body;
        }
    }

    private Object json(LintSubject subject, List<Finding> findings) {
        return new JsonObject()
                .with("file", file)
                .with("kind", subject.kind().word())
                .with(
                        "findings",
                        Findings.sorted(findings).stream().map(Finding::json).toList())
                .members();
    }

    private void print(LintSubject subject, List<Finding> findings) {
        List<String> lines = NumberedLines.of(subject.body().toByteArray());
        for (int i = 0; i < lines.size(); i++) {
            surroundings.out().println(NumberedLines.numbered(lines, i));
        }
        FindingText.print(findings, Colours.forOutput(surroundings), surroundings.out());
        surroundings
                .out()
                .println(SafeText.line(file) + " (" + subject.kind().word() + "): " + Findings.counted(findings));
    }
}
