package io.github.mtasts.tool.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes what each step publishes into a folder, ready to be copied. Stateless. */
final class PlanFiles {
    private PlanFiles() {}

    /** Overwrites files of an earlier plan, and removes nothing. */
    static void write(Plan plan, Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 1;
        for (Step step : plan.steps()) {
            String text = step.text();
            if (text != null) {
                boolean isPolicy = step.place() == Step.Place.HTTPS;
                String name = String.format(Locale.ROOT, "%02d-%s", number, isPolicy ? "mta-sts.txt" : "record.zone");
                Files.writeString(folder.resolve(name), isPolicy ? text : text + "\n");
            }
            number++;
        }
    }
}
