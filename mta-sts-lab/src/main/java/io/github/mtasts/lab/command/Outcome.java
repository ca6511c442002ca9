package io.github.mtasts.lab.command;

import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.SenderResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The outcome of a run: an exit status and, on request, a file with the results. */
@Command(
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.SAYS_SAFE,
            ExitStatus.SAYS_LEAKED,
            ExitStatus.SAYS_WRONG_ARGUMENTS,
            ExitStatus.SAYS_BROKEN
        })
final class Outcome {
    @Option(
            names = "--json",
            description = "write the results as JSON",
            converter = OutputFile.class,
            paramLabel = "FILE")
    private @Nullable Path json;

    /**
     * Writes the file, if the option is set.
     *
     * @param results the results, those of the sender under test first
     * @return the exit status
     */
    int of(List<SenderResult> results) throws IOException {
        if (json != null) {
            ResultFile.write(json, results);
        }
        return ExitStatus.of(results.get(0), results);
    }
}
