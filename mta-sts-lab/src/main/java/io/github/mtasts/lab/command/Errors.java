package io.github.mtasts.lab.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints in one line why there is no result. */
final class Errors {
    private Errors() {}

    /** For wrong arguments; nothing was run. */
    static int ofArguments(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        return ExitStatus.WRONG_ARGUMENTS;
    }

    /** For a failure of the lab or a sender, or a file that cannot be written. */
    static int ofTheRun(Exception e, CommandLine line, ParseResult arguments) {
        line.getErr().println("the run ended early: " + reason(e));
        return ExitStatus.BROKEN;
    }

    /** The message of an exception whose message is a sentence; of any other, its class as well. */
    static String reason(Throwable e) {
        boolean isSentence = e.getClass() == IOException.class
                || e instanceof UncheckedIOException
                || e instanceof IllegalStateException;
        String said = isSentence ? String.valueOf(e.getMessage()) : e.toString();
        return said.lines().map(String::strip).collect(Collectors.joining(" "));
    }

    /** The cause, without the scenario and the sender, which are named beside it. */
    static String reasonOfBreakingOff(IllegalStateException e) {
        Throwable cause = e.getCause();
        return reason(cause == null ? e : cause);
    }
}
