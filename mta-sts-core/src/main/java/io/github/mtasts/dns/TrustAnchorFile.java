package io.github.mtasts.dns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The trust anchors of the DNS root that this library brings: the DS records that IANA publishes. */
final class TrustAnchorFile {
    private static final String NAME = "root-anchors.txt";

    private TrustAnchorFile() {}

    static List<String> read() {
        try (InputStream in = TrustAnchorFile.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException("the jar of mta-sts-core has no " + NAME
                        + " beside its classes: keep its resources when you repackage it");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAME + " from the jar of mta-sts-core", e);
        }
    }
}
