package io.github.mtasts.lab.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line why there is no result. */
final class Errors {
    private Errors() {}

    /** The arguments are wrong, and nothing was run. */
    static int ofArguments(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        return ExitStatus.WRONG_ARGUMENTS;
    }

    /** The lab or a sender is broken, or a file cannot be written. */
    static int ofTheRun(Exception e, CommandLine line, ParseResult arguments) {
        line.getErr().println("the run has ended early: " + reason(e));
        return ExitStatus.BROKEN;
    }

    /** A sentence where whoever threw it wrote one; otherwise its class has to be named, too. */
    static String reason(Throwable e) {
        boolean isSentence = e.getClass() == IOException.class
                || e instanceof UncheckedIOException
                || e instanceof IllegalStateException;
        String said = isSentence ? String.valueOf(e.getMessage()) : e.toString();
        return said.lines().map(String::strip).collect(Collectors.joining(" "));
    }

    /** What broke, without the scenario and the sender, which are named beside it. */
    static String reasonOfBreakingOff(IllegalStateException e) {
        Throwable cause = e.getCause();
        return reason(cause == null ? e : cause);
    }
}
