package io.github.mtasts.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checkout and its Maven modules. */
final class Reactor {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Reactor() {}

    /** The checkout: the property {@code mtasts.root}, or two folders above the working directory. */
    static Path root() {
        return Path.of(System.getProperty("mtasts.root", "../.."))
                .toAbsolutePath()
                .normalize();
    }

    /** The folders of all modules, in the order of the reactor; aggregators are included. */
    static List<Path> modules(Path folder) throws IOException {
        List<Path> modules = new ArrayList<>();
        Matcher names = MODULE.matcher(Files.readString(folder.resolve("pom.xml")));
        while (names.find()) {
            Path module = folder.resolve(names.group(1));
            modules.add(module);
            modules.addAll(modules(module));
        }
        return List.copyOf(modules);
    }
}
