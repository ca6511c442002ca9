package io.github.mtasts.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that is run to its end, within a time. */
final class Command {
    /** A program that could not be run, failed, or did not end in time; the message says which, with its output. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message);
        }
    }

    private Command() {}

    /** Runs a program and returns what it printed to both outputs. */
    static String run(Path folder, Duration limit, List<String> command) throws FailedException {
        Path output = null;
        try {
            output = Files.createTempFile("interop-", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            return finish(process, limit, command.get(0), output);
        } catch (IOException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException(command.get(0) + " was interrupted");
        } finally {
            delete(output);
        }
    }

    private static String finish(Process process, Duration limit, String name, Path output)
            throws IOException, InterruptedException, FailedException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FailedException(name + " did not end within " + limit.toSeconds() + " seconds");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
        if (process.exitValue() != 0) {
            throw new FailedException(name + " failed: " + said);
        }
        return said;
    }

    private static void delete(@Nullable Path file) {
        if (file != null) {
            file.toFile().deleteOnExit();
        }
    }
}
