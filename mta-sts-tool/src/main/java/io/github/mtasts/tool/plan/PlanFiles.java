package io.github.mtasts.tool.plan;

import io.github.mtasts.tool.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
                boolean isPolicy = step.place() == Step.Place.HTTPS || step.place() == Step.Place.PROVIDER_POLICY;
                String name = String.format(Locale.ROOT, "%02d-%s", number, isPolicy ? "mta-sts.txt" : "record.zone");
                String content = isPolicy ? text : text + "\n";
                AtomicFile.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
            }
            number++;
        }
    }
}
