package io.github.mtasts.tool.run;

import io.github.mtasts.tool.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints in one sentence why there is no result. */
public final class Errors {
    private Errors() {}

    /**
     * For wrong arguments.
     *
     * @param e what is wrong
     * @param arguments the arguments
     * @return the exit status
     */
    public static int ofArguments(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        say(err, String.valueOf(e.getMessage()));
        UnmatchedArgumentException.printSuggestions(e, err);
        return ExitStatus.WRONG_ARGUMENTS;
    }

    /**
     * For a failure while a subcommand runs.
     *
     * @param e why it failed
     * @param line the subcommand
     * @param arguments its arguments
     * @return the exit status
     */
    public static int ofTheRun(Exception e, CommandLine line, ParseResult arguments) {
        say(line.getErr(), reason(e));
        return e instanceof CommandFailure failure ? failure.status() : ExitStatus.BROKEN;
    }

    private static void say(PrintWriter err, String sentence) {
        err.println("mta-sts: " + SafeText.line(sentence));
        err.flush();
    }

    /**
     * An exception in words.
     *
     * @param e the exception
     * @return the message where it is a sentence, else with the class
     */
    public static String reason(Throwable e) {
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return reason(e.getCause());
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " cannot be accessed: permission denied";
        }
        if (e instanceof NotDirectoryException wrong) {
            return wrong.getFile() + " is not a folder";
        }
        if (e instanceof FileAlreadyExistsException taken) {
            return taken.getFile() + " is there already, and is no folder";
        }
        if (e instanceof CharacterCodingException) {
            return "a text is not in UTF-8";
        }
        boolean isSentence = e instanceof CommandFailure
                || e.getClass() == IOException.class
                || e instanceof FileSystemException
                || e instanceof IllegalStateException;
        String said = isSentence ? String.valueOf(e.getMessage()) : e.toString();
        return said.lines().map(String::strip).collect(Collectors.joining(" "));
    }
}
