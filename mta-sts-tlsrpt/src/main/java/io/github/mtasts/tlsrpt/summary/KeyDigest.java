package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.ReportIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes a digest of the key of a report, which can be thousands of characters long. */
final class KeyDigest {
    private KeyDigest() {}

    /** Returns a SHA-256 digest in hexadecimal. No part of a key has a line break. */
    static String of(ReportIdentity identity) {
        String key = String.join(
                "\n",
                identity.submitter(),
                identity.reportId(),
                identity.range().start().toString(),
                identity.range().end().toString(),
                identity.policyDomains());
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
