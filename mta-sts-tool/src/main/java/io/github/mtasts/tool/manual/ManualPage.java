package io.github.mtasts.tool.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the page of one command or subcommand. What stands after the line "Example:" of its description are examples. Stateless. */
final class ManualPage {
    private static final String EXAMPLES = "Example:";
    private static final String WHITE_SPACE = "\\s+";

    private ManualPage() {}

    /** The name of the page without its section, such as {@code mta-sts-check}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    static String of(CommandLine command, String source, String date) {
        CommandSpec spec = command.getCommandSpec();
        List<String> lines = lines(spec.usageMessage().description());
        int examples = lines.contains(EXAMPLES) ? lines.indexOf(EXAMPLES) : lines.size();
        Roff page = new Roff().title(name(command).toUpperCase(Locale.ROOT), date, source);
        page.section("NAME").line(name(command) + " - " + summary(command));
        page.section("SYNOPSIS").bold(spec.qualifiedName(), synopsis(command));
        page.section("DESCRIPTION");
        description(page, lines.subList(0, examples));
        parameters(page, spec);
        page.section("OPTIONS");
        spec.options().stream()
                .filter(option -> !option.hidden())
                .forEach(
                        option -> page.entry(List.of(option.names()), placeholder(option), text(option.description())));
        subcommands(page, command);
        exitStatus(page, spec);
        if (examples < lines.size()) {
            page.section("EXAMPLES")
                    .example(lines.subList(examples + 1, lines.size()).stream()
                            .map(line -> line.replaceFirst("^ {2}", ""))
                            .toList());
        }
        references(page, command);
        return page.toString();
    }

    /** The first sentence of the description, as whatis prints it. */
    private static String summary(CommandLine command) {
        List<String> lines = lines(command.getCommandSpec().usageMessage().description());
        String first = lines.isEmpty() ? "" : lines.get(0);
        int end = first.indexOf(". ");
        String sentence = end < 0 ? first.replaceFirst("[.]$", "") : first.substring(0, end);
        return sentence.isEmpty()
                ? sentence
                : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static String synopsis(CommandLine command) {
        String synopsis = command.getHelp().synopsis(0).strip().replaceAll(WHITE_SPACE, " ");
        return synopsis.substring(command.getCommandSpec().qualifiedName().length());
    }

    private static void description(Roff page, List<String> lines) {
        boolean isFirst = true;
        for (String line : lines) {
            if (!line.isBlank()) {
                if (!isFirst) {
                    page.paragraph();
                }
                page.line(line);
                isFirst = false;
            }
        }
    }

    private static void parameters(Roff page, CommandSpec spec) {
        List<PositionalParamSpec> parameters = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        if (!parameters.isEmpty()) {
            page.section("ARGUMENTS");
            parameters.forEach(each -> page.entry(List.of(), each.paramLabel(), text(each.description())));
        }
    }

    private static String placeholder(OptionSpec option) {
        return option.arity().max() == 0 ? "" : option.paramLabel();
    }

    private static void subcommands(Roff page, CommandLine command) {
        Map<String, CommandLine> subcommands = command.getSubcommands();
        if (!subcommands.isEmpty()) {
            page.section("COMMANDS");
            subcommands.forEach((name, each) -> page.entry(
                    List.of(each.getCommandSpec().qualifiedName()),
                    "",
                    summary(each) + "; see " + name(each) + "(1)."));
        }
    }

    private static void exitStatus(Roff page, CommandSpec spec) {
        Map<String, String> statuses = spec.usageMessage().exitCodeList();
        if (!statuses.isEmpty()) {
            page.section("EXIT STATUS");
            statuses.forEach((status, meaning) -> page.entry(List.of(status), "", meaning + "."));
        }
    }

    private static void references(Roff page, CommandLine command) {
        Stream<CommandLine> above = Stream.ofNullable(command.getParent());
        List<String> pages = Stream.concat(above, command.getSubcommands().values().stream())
                .map(ManualPage::name)
                .distinct()
                .toList();
        if (!pages.isEmpty()) {
            page.section("SEE ALSO").references(pages);
        }
    }

    private static String text(String[] lines) {
        return String.join(" ", lines(lines));
    }

    /** The lines as --help prints them: percent signs and marks of picocli are resolved. */
    private static List<String> lines(String[] lines) {
        List<String> plain = new ArrayList<>();
        Arrays.stream(lines)
                .map(line -> Ansi.OFF.string(String.format(Locale.ROOT, line)))
                .flatMap(line -> line.isEmpty() ? Stream.of("") : line.lines())
                .forEach(plain::add);
        return plain;
    }
}
