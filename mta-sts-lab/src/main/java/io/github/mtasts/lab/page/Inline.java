package io.github.mtasts.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * A style sheet, a script or markup that is part of the page.
 *
 * @param text its content
 */
record Inline(String text) {
    /** Reads a resource beside this class. */
    static Inline named(String name) {
        try (InputStream in = Objects.requireNonNull(Inline.class.getResourceAsStream(name), name)) {
            // Browsers hash what they have parsed, and parsing turns CRLF into LF.
            return new Inline(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
    }

    /** The source expression that permits this text, and no other, in a Content-Security-Policy. */
    String source() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
