package io.github.mtasts.tool;

import io.github.mtasts.tool.run.CommandFactory;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.Logging;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.terminal.Colours;
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
        Surroundings surroundings = Surroundings.ofProcess();
        int status = run(surroundings, arguments);
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(status);
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
