package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.ReportIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** Computes digests of the keys of reports, which can be thousands of characters long. Not thread-safe. */
final class KeyDigest {
    private final MessageDigest sha256;

    KeyDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns a SHA-256 digest in hexadecimal. No part of a key has a line break. */
    String of(ReportIdentity identity) {
        String key = String.join(
                "\n",
                identity.submitter(),
                identity.reportId(),
                text(identity.range().start()),
                text(identity.range().end()),
                identity.policyDomains());
        return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Instant time) {
        return time.getEpochSecond() + "." + time.getNano();
    }
}
