package io.github.mtasts.tool;

import io.github.mtasts.tool.check.CheckCommand;
import io.github.mtasts.tool.lint.LintCommand;
import io.github.mtasts.tool.plan.PlanCommand;
import io.github.mtasts.tool.postfix.PostfixCommand;
import io.github.mtasts.tool.publish.PublishCommand;
import io.github.mtasts.tool.reports.ReportsCommand;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand. A new subcommand is added to the list here. */
@Command(
        name = "mta-sts",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Protects mail on its way between servers: MTA-STS (RFC 8461), TLS reports (RFC 8460) and DANE (RFC"
                        + " 7672).",
        subcommands = {
            CheckCommand.class,
            LintCommand.class,
            PlanCommand.class,
            PostfixCommand.class,
            PublishCommand.class,
            ReportsCommand.class
        },
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.SAYS_GOOD,
            ExitStatus.SAYS_PROBLEM,
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_UNKNOWN,
            ExitStatus.SAYS_BROKEN
        })
final class MtaStsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing; mta-sts --help lists them");
    }
}
