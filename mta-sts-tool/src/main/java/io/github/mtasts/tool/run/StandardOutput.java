package io.github.mtasts.tool.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of the process, which remembers that it could not be written: writers do not tell, and a script must not take
 * half of a table for the whole. Thread-safe.
 */
public final class StandardOutput extends OutputStream {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile @Nullable IOException failure;

    /** Opens nothing: the descriptor is that of the process. */
    public StandardOutput() {}

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        try {
            out.write(octets, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Why not everything was written.
     *
     * @return empty if everything was, or if whoever reads it has had enough, such as {@code head}
     */
    public Optional<String> failure() {
        IOException last = failure;
        return Optional.ofNullable(last)
                .map(each -> String.valueOf(each.getMessage()))
                .filter(each -> !each.toLowerCase(Locale.ROOT).contains("broken pipe"));
    }
}
