package io.github.mtasts.tool.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A certificate and its key in files that somebody else renews, read anew when they change. Not thread-safe. */
public final class CertificateFiles {
    private final List<Path> files;
    private @Nullable List<String> seen;

    /**
     * Takes the files; none is read yet.
     *
     * @param files the chain and the key in PEM
     */
    public CertificateFiles(Path... files) {
        this.files = List.of(files);
    }

    /**
     * Reads the files if they have changed since they were read, at the first call in any case.
     *
     * @return the certificate; empty if nothing has changed
     * @throws IOException if they cannot be read or do not belong together; the next call tries again
     */
    public Optional<ServedCertificate> changed() throws IOException {
        List<String> now = FileStamps.of(files);
        if (now.equals(seen)) {
            return Optional.empty();
        }
        seen = null; // until they are read: rights that are granted later change neither time nor size
        ServedCertificate read = ServedCertificate.read(files.toArray(Path[]::new));
        seen = now;
        return Optional.of(read);
    }
}
