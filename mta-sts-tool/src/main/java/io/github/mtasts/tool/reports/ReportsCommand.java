package io.github.mtasts.tool.reports;

import io.github.mtasts.tool.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommands about received TLS reports. */
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Receives TLS reports (RFC 8460) and shows what they say. Each subcommand has --json.",
            "",
            "Example:",
            "  mta-sts reports inbox --mail ~/Maildir --site /var/www/tls /var/spool/tls",
            "  mta-sts reports ready --reports /var/spool/tls example.com"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = "0 to 4:as each subcommand says",
        subcommands = {InboxCommand.class, ShowCommand.class, ReadyCommand.class, ExportCommand.class})
public final class ReportsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public ReportsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a subcommand is missing: inbox, show, ready or export; see mta-sts reports --help");
    }
}
