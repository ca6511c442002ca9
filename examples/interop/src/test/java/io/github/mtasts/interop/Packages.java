package io.github.mtasts.interop;

import io.github.mtasts.interop.Command.FailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the programs of every server: unpacked by an earlier run, installed, or downloaded and unpacked now. Prints one line
 * for each reason why some cannot be had.
 */
final class Packages {
    private static final Duration QUICK = Duration.ofSeconds(15);
    /** For commands that use no network. */
    private static final Duration LOCAL = Duration.ofMinutes(1);
    /** For all downloads together; the first one shows within {@link #QUICK} whether there is a mirror at all. */
    private static final Duration DOWNLOADS = Duration.ofMinutes(2);

    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    private static final List<String> NAMESPACES =
            List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");
    private static final List<String> APT =
            List.of("apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=0");

    private final Path cache;
    private final Map<Software, Programs> found = new EnumMap<>(Software.class);
    private final Map<Software, String> missing = new EnumMap<>(Software.class);

    /** Looks for every server. */
    Packages(Path cache) {
        this.cache = cache;
        try {
            prepare();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, List<Software>> reasons = new LinkedHashMap<>();
        missing.forEach((software, reason) ->
                reasons.computeIfAbsent(reason, key -> new ArrayList<>()).add(software));
        reasons.forEach((reason, left) -> System.out.println("Left out: tests with "
                + String.join(", ", left.stream().map(Software::toString).toList()) + ", because " + reason));
    }

    /** The programs of a server, or null. */
    @Nullable
    Programs find(Software software) {
        return found.get(software);
    }

    /** The reason why a server cannot be had. */
    String whyMissing(Software software) {
        return missing.getOrDefault(software, "");
    }

    private void prepare() throws IOException {
        Files.createDirectories(cache);
        try {
            List<String> command = new ArrayList<>(NAMESPACES);
            command.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", "/mnt"));
            Command.run(cache, QUICK, command);
        } catch (FailedException e) {
            leaveOut(
                    List.of(Software.values()),
                    "they need Linux and root with the right to make namespaces: " + line(e));
            return;
        }
        List<Software> wanted = new ArrayList<>();
        for (Software software : Software.values()) {
            Programs unpacked = new Programs(software, cache.resolve(folder(software)));
            if (isMarked(unpacked)) {
                found.put(software, unpacked);
            } else if (Programs.areInstalled(software)) {
                Files.createDirectories(cache.resolve("installed"));
                found.put(software, new Programs(software, cache.resolve("installed")));
            } else {
                wanted.add(software);
            }
        }
        unpack(wanted);
    }

    private void unpack(List<Software> wanted) throws IOException {
        long end = System.nanoTime() + DOWNLOADS.toNanos();
        Duration limit = QUICK;
        for (int i = 0; i < wanted.size(); i++) {
            Software software = wanted.get(i);
            try {
                unpack(software, limit);
            } catch (FailedException e) {
                leaveOut(
                        wanted.subList(i, wanted.size()),
                        "their Debian packages (" + String.join(", ", software.packages())
                                + ", ...) are neither installed nor to be downloaded with apt-get: " + line(e));
                return;
            }
            limit = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        }
    }

    private void unpack(Software software, Duration limit) throws IOException, FailedException {
        Path root = cache.resolve(folder(software));
        deleteTree(root);
        Path archives = Files.createDirectories(root.resolve("archives"));
        List<String> names = new ArrayList<>(software.packages());
        List<String> simulate = new ArrayList<>(APT);
        simulate.addAll(List.of("-s", "install", "--no-install-recommends"));
        simulate.addAll(software.packages());
        Command.run(archives, LOCAL, simulate)
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ", 3)[1])
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        List<String> download = new ArrayList<>(APT);
        download.addAll(List.of("-o", "Acquire::http::Timeout=5", "-o", "Acquire::https::Timeout=5", "download"));
        download.addAll(names);
        Command.run(archives, limit, download);
        try (Stream<Path> debs = Files.list(archives)) {
            for (Path deb : debs.sorted().toList()) {
                Command.run(archives, LOCAL, List.of("dpkg", "-x", deb.toString(), root.toString()));
            }
        }
        deleteTree(archives);
        Programs programs = new Programs(software, root);
        if (!programs.areComplete()) {
            throw new FailedException("the packages lack one of " + software.programs());
        }
        Files.writeString(mark(programs), system());
        found.put(software, programs);
    }

    private void leaveOut(List<Software> left, String reason) {
        left.forEach(software -> missing.put(software, reason));
    }

    /** Unpacked completely, and on this release of the system. */
    private static boolean isMarked(Programs programs) throws IOException {
        Path mark = mark(programs);
        return Files.exists(mark) && Files.readString(mark).equals(system());
    }

    private static Path mark(Programs programs) {
        return programs.root().resolve("unpacked");
    }

    private static String system() throws IOException {
        return System.getProperty("os.arch") + "\n" + String.join("\n", release());
    }

    /** What the system says about its release. */
    static List<String> release() throws IOException {
        return Files.exists(OS_RELEASE) ? Files.readAllLines(OS_RELEASE) : List.of();
    }

    private static String folder(Software software) {
        return "packages/" + software.name().toLowerCase(Locale.ROOT);
    }

    private static String line(FailedException e) {
        String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
