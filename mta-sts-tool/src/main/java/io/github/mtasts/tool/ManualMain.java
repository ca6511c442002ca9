package io.github.mtasts.tool;

import io.github.mtasts.tool.manual.ManualPages;
import io.github.mtasts.tool.run.StandardOutput;
import io.github.mtasts.tool.run.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the manual pages of the command into a folder. The build starts it. */
public final class ManualMain {
    private static final int DATE_LENGTH = 10;

    private ManualMain() {}

    /**
     * Writes the pages; those of subcommands that no longer exist are not deleted.
     *
     * @param arguments the folder, which is made if needed; the version; the time of that version (ISO 8601)
     * @throws IOException if a page cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        String date = arguments[2].substring(0, DATE_LENGTH);
        Map<String, String> pages = ManualPages.of(
                Main.commandLine(Surroundings.ofProcess(new StandardOutput())), "mta-sts " + arguments[1], date);
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue(), StandardCharsets.US_ASCII);
        }
    }
}
