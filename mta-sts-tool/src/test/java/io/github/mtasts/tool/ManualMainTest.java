package io.github.mtasts.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.tool.run.StandardOutput;
import io.github.mtasts.tool.run.Surroundings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualMainTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    @TempDir
    Path folder;

    private final SortedMap<String, String> pages = new TreeMap<>();

    @BeforeEach
    void write() throws IOException {
        Path man = folder.resolve("man/man1");
        ManualMain.main(new String[] {man.toString(), "1.2.0", "2026-11-24T00:00:00Z"});
        try (Stream<Path> files = Files.list(man)) {
            for (Path file : files.toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
    }

    @Test
    void hasAPageForEachSubcommandThatTheOneAboveItNames() {
        Map<String, CommandLine> commands = commands();

        assertThat(pages)
                .containsOnlyKeys(commands.keySet().stream()
                        .map(name -> name.replace(' ', '-') + ".1")
                        .toList());
        assertThat(pages).hasSizeGreaterThan(10);
        commands.forEach((name, command) -> command.getSubcommands()
                .keySet()
                .forEach(subcommand -> assertThat(plain(name))
                        .contains("\n\\fB" + name + " " + subcommand + "\\fR\n")
                        .contains(".BR " + name.replace(' ', '-') + "-" + subcommand + " (1)")));
    }

    @Test
    void namesEachOptionAndSentenceThatHelpPrints() {
        commands().forEach((name, command) -> {
            String help = new ToolRun(folder)
                    .run((name + " --help").substring("mta-sts ".length()).split(" ", -1))
                    .out();
            String page = plain(name);
            // What the list of subcommands says of theirs is on their own pages.
            Matcher options = OPTION.matcher(help.split("\nCommands:", 2)[0]);
            while (options.find()) {
                assertThat(page).as(name).contains(options.group());
            }
            for (var option : command.getCommandSpec().options()) {
                assertThat(page).as(name).contains("\\fB" + option.longestName() + "\\fR");
            }
            for (var each : command.getCommandSpec().args()) {
                assertThat(page).as(name).contains(printed(String.join(" ", each.description())));
            }
            for (String line : command.getCommandSpec().usageMessage().description()) {
                assertThat(page)
                        .as(name)
                        .contains(
                                line.equals("Example:")
                                        ? ".SH EXAMPLES"
                                        : printed(line).strip());
            }
        });
    }

    @Test
    void keepsNamesDatesAndSpecialCharacters() {
        assertThat(pages.get("mta-sts-reports-inbox.1"))
                .startsWith(".TH \"MTA\\-STS\\-REPORTS\\-INBOX\" \"1\" \"2026\\-11\\-24\" \"mta\\-sts 1.2.0\"")
                .contains("\n.SH NAME\nmta\\-sts\\-reports\\-inbox \\- keeps TLS reports of a year in a folder")
                .contains("\\(ti/Maildir", "/tlsrpt \\e\n");
        assertThat(pages.values())
                .allSatisfy(page -> assertThat(page.lines())
                        .noneMatch(line -> line.startsWith("'") || line.matches("[.](?![A-Za-z]+( .*)?$).*")));
    }

    @Test
    void isRenderedWithin80ColumnsAndWithoutWarnings() throws IOException, InterruptedException {
        assumeTrue(isInstalled("groff"), "left out: groff is not installed");
        for (String name : pages.keySet()) {
            Process groff = render("groff", "-man", "-Tutf8", "-ww", "-rLL=80n", "-P-c", name);
            assertThat(errors()).as(name).isEmpty();
            assertThat(groff.exitValue()).isZero();
            List<String> lines = Files.readAllLines(folder.resolve("out"));
            assertThat(lines).as(name).hasSizeGreaterThan(10).allMatch(line -> visible(line) <= 80);
            assertThat(String.join("\n", lines)).contains(name.replace(".1", ""));
        }
    }

    @Test
    void isFoundByMan() throws IOException, InterruptedException {
        assumeTrue(isInstalled("man"), "left out: man is not installed");
        for (String name : pages.keySet()) {
            Process man = render("man", "--warnings=w", "-P", "cat", "-l", name);
            assertThat(errors()).as(name).isEmpty();
            assertThat(man.exitValue()).isZero();
            assertThat(Files.readAllLines(folder.resolve("out"))).as(name).allMatch(line -> visible(line) <= 80);
        }
    }

    /** In a description a backslash is written twice, and --help prints one. */
    private static String printed(String line) {
        return CommandLine.Help.Ansi.OFF.string(line);
    }

    /** Overstruck characters and escapes take no column. */
    private static int visible(String line) {
        return line.replaceAll(".\b", "").replaceAll("\u001b\\[[0-9;]*m", "").length();
    }

    private String plain(String command) {
        return pages.getOrDefault(command.replace(' ', '-') + ".1", "")
                .replace("\\-", "-")
                .replace("\\(aq", "'")
                .replace("\\(dq", "\"")
                .replace("\\(ti", "~")
                .replace("\\e", "\\");
    }

    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> commands = new TreeMap<>();
        List<CommandLine> open =
                new ArrayList<>(List.of(Main.commandLine(Surroundings.ofProcess(new StandardOutput()))));
        while (!open.isEmpty()) {
            CommandLine command = open.remove(0);
            commands.put(command.getCommandSpec().qualifiedName(), command);
            open.addAll(command.getSubcommands().values());
        }
        return commands;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private Process render(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.resolve("man/man1").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("MANWIDTH", "80");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.waitFor();
        return process;
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }
}
