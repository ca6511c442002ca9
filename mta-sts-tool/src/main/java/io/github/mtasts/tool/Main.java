package io.github.mtasts.tool;

import io.github.mtasts.tool.run.CommandFactory;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Logging;
import io.github.mtasts.tool.run.StandardOutput;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.terminal.Colours;
import io.github.mtasts.tool.terminal.SafeText;
import java.util.Optional;
import picocli.CommandLine;

/** Starts the command. */
public final class Main {
    private Main() {}

    /**
     * Runs the command and exits.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        Logging.quiet();
        StandardOutput out = new StandardOutput();
        Surroundings surroundings = Surroundings.ofProcess(out);
        int status = run(surroundings, arguments);
        surroundings.out().flush();
        Optional<String> failure = out.failure();
        failure.ifPresent(
                why -> surroundings.err().println("mta-sts: standard output cannot be written: " + SafeText.line(why)));
        surroundings.err().flush();
        System.exit(failure.isPresent() ? ExitStatus.BROKEN : status);
    }

    /**
     * Runs the command within a process.
     *
     * @param surroundings what it reads, writes and connects with
     * @param arguments see {@code --help}
     * @return the exit status
     */
    public static int run(Surroundings surroundings, String... arguments) {
        return commandLine(surroundings).execute(arguments);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new MtaStsCommand(), new CommandFactory(surroundings))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        Colours.forOutput(surroundings) == Colours.ON
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(80)
                .setParameterExceptionHandler(Errors::ofArguments)
                .setExecutionExceptionHandler(Errors::ofTheRun);
    }
}
