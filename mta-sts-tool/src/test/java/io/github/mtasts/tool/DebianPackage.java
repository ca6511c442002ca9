package io.github.mtasts.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Debian package that is downloaded with {@code apt-get} and unpacked below {@code target}, with the packages that it needs and this
 * machine lacks. Nothing is installed.
 */
public final class DebianPackage {
    private static final long COMMAND_SECONDS = 60;
    private static final List<String> APT =
            List.of("apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=0");

    private DebianPackage() {}

    /**
     * Unpacks it once, and again after {@code mvn clean}.
     *
     * @param name its name
     * @param program a program of it, such as {@code usr/bin/pebble}
     * @return the folder that stands for the root; empty, with a line of output, where the package cannot be had
     */
    public static Optional<Path> unpacked(String name, String program) throws IOException, InterruptedException {
        Path folder =
                Files.createDirectories(Path.of("target", "packages", name).toAbsolutePath());
        // Tests of two processes may need it at once.
        try (FileChannel file = FileChannel.open(
                        folder.resolveSibling(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.isExecutable(folder.resolve(program))) {
                unpack(name, folder);
            }
        }
        if (Files.isExecutable(folder.resolve(program))) {
            return Optional.of(folder);
        }
        System.out.println("Left out: tests with Debian's package " + name
                + ", because it is neither installed nor to be downloaded with apt-get");
        return Optional.empty();
    }

    private static void unpack(String name, Path folder) throws IOException, InterruptedException {
        List<String> download = apt("download", name);
        Optional<String> plan = run(folder, apt("-s", "install", "--no-install-recommends", name));
        plan.orElse("")
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ", 3)[1])
                .filter(each -> !each.equals(name))
                .forEach(download::add);
        if (run(folder, download).isEmpty()) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path deb :
                    files.filter(each -> each.toString().endsWith(".deb")).toList()) {
                run(folder, List.of("dpkg", "-x", deb.toString(), folder.toString()));
                Files.delete(deb);
            }
        }
    }

    private static List<String> apt(String... arguments) {
        List<String> command = new ArrayList<>(APT);
        command.addAll(List.of(arguments));
        return command;
    }

    /** What a command printed; empty when there is no such program here, or it failed. */
    private static Optional<String> run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolveSibling(folder.getFileName() + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 ? Optional.of(Files.readString(output)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // there is no such program on this system
        }
    }
}
