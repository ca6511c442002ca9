package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.file.LimitedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The account that the operator has with an authority, to which the account of ACME is bound (RFC 8555 section 7.3.4). The key is read
 * from its file whenever an account is registered.
 *
 * @param keyId the key identifier that the authority gave
 * @param keyFile the file with the MAC key that the authority gave, in base64url
 */
public record ExternalAccount(String keyId, Path keyFile) {
    private static final int MOST_OCTETS = 4_096;
    /** RFC 7518 section 3.2: HS256 needs a key as long as its hash. */
    private static final int LEAST_KEY_OCTETS = 32;

    /**
     * Reads the key.
     *
     * @return the key in base64url, without padding
     * @throws IOException if the file has none; the message names the file, and never shows what is in it
     */
    public String key() throws IOException {
        if (!Files.isRegularFile(keyFile)) {
            throw new IOException(keyFile + " is no file that can be read: put the key there that the authority shows");
        }
        String key = new String(LimitedFile.whole(keyFile, MOST_OCTETS), StandardCharsets.UTF_8)
                .strip()
                .replace("=", "");
        try {
            if (Base64.getUrlDecoder().decode(key).length < LEAST_KEY_OCTETS) {
                throw new IOException(keyFile + " holds a key of fewer than " + LEAST_KEY_OCTETS
                        + " octets: copy all of what the authority shows");
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(keyFile
                    + " does not hold one key in base64url: copy there what the authority shows, and nothing else");
        }
        return key;
    }
}
