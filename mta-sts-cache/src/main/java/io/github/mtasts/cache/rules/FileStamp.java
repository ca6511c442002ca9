package io.github.mtasts.cache.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file that show a change without reading it.
 *
 * @param modified when it was last written
 * @param size in octets
 * @param key the identity of the file, which changes when another file is renamed to its name; null if the file system has none
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    /** Returns the attributes; null if there is no file or its attributes cannot be read. */
    static @Nullable FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null; // the next reading reports the cause
        }
    }
}
