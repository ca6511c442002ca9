package io.github.mtasts.cache.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells one content of a file from the next without reading it.
 *
 * @param modified when it was last written
 * @param size in octets
 * @param key which file bears the name, so that a rename onto it is seen; null where the file system has no such key
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    /** Null when there is no file, or none that may be looked at: that is a state like any other. */
    static @Nullable FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null; // why, the next reading will say
        }
    }
}
