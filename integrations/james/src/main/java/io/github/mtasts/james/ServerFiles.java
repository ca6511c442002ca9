package io.github.mtasts.james;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.apache.james.filesystem.api.FileSystem;

/** Finds files that {@code mta-sts.properties} names: by James' own schemes, such as {@code file://var/}, or as a path. */
final class ServerFiles {
    private final FileSystem fileSystem;

    ServerFiles(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /**
     * Resolves a name.
     *
     * @param name such as {@code file://var/mta-sts.db}, {@code file://conf/rules.txt} or {@code /etc/mta-sts/rules.txt}
     * @throws IllegalArgumentException when James knows no such place
     */
    Path path(String name) {
        if (!name.startsWith(FileSystem.FILE_PROTOCOL)) {
            return Path.of(name);
        }
        try {
            return fileSystem.getFile(name).toPath();
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("James has no place for it: " + e.getMessage(), e);
        }
    }
}
