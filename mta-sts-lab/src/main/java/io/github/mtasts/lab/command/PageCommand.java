package io.github.mtasts.lab.command;

import io.github.mtasts.lab.page.ResultPage;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.SenderResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes one page of several result files. */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description = "Writes a page that compares the senders of several result files.",
        exitCodeListHeading = ExitStatus.HEADING,
        exitCodeList = {
            ExitStatus.GOOD + ":the page is written",
            ExitStatus.WRONG_ARGUMENTS + ":the arguments are wrong, or a file is not a result file",
            ExitStatus.BROKEN + ":the page cannot be written"
        })
final class PageCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", description = "files that --json wrote", paramLabel = "RESULT.json")
    private List<Path> files = List.of();

    @Option(
            names = "--html",
            required = true,
            description = "the page to write",
            converter = OutputFile.class,
            paramLabel = "FILE")
    private Path html = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ResultPage.write(html, senders());
        return ExitStatus.GOOD;
    }

    private List<SenderResult> senders() {
        try {
            List<SenderResult> senders = new ArrayList<>();
            for (Path file : files) {
                senders.addAll(ResultFile.read(file));
            }
            return senders;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "no page was made: " + e.getMessage(), e);
        }
    }
}
