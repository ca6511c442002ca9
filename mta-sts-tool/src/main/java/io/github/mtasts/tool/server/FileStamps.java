package io.github.mtasts.tool.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Tells whether files have changed: by their time, size and identity. Stateless. */
public final class FileStamps {
    private FileStamps() {}

    /**
     * Looks at files.
     *
     * @param files the files, which need not exist
     * @return a value that is equal as long as none of them changes
     * @throws IOException if a file cannot be looked at
     */
    public static List<String> of(List<Path> files) throws IOException {
        List<String> stamps = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(file + " " + now.lastModifiedTime().toInstant() + " " + now.size() + " " + now.fileKey());
            } catch (NoSuchFileException e) {
                stamps.add(file + " is absent");
            }
        }
        return stamps;
    }
}
