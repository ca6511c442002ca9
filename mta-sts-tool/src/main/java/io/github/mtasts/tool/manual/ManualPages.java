package io.github.mtasts.tool.manual;

import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Writes a page for a command and one for each of its subcommands, as git has them. Stateless. */
public final class ManualPages {
    private ManualPages() {}

    /**
     * All pages.
     *
     * @param command the command, whose colours are switched off
     * @param source what the pages belong to, such as {@code mta-sts 1.2.0}
     * @param date the date of that version
     * @return the text of each page by the name of its file, such as {@code mta-sts-check.1}
     */
    public static SortedMap<String, String> of(CommandLine command, String source, String date) {
        command.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        SortedMap<String, String> pages = new TreeMap<>();
        collect(command, source, date, pages);
        return pages;
    }

    private static void collect(CommandLine command, String source, String date, SortedMap<String, String> pages) {
        pages.put(ManualPage.name(command) + ".1", ManualPage.of(command, source, date));
        command.getSubcommands().values().forEach(each -> collect(each, source, date, pages));
    }
}
