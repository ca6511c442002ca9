package io.github.mtasts.tool.acme;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The account that the operator has with an authority, to which the account of ACME is bound (RFC 8555 section 7.3.4). The key is read
 * from its file whenever an account is registered.
 *
 * @param keyId the key identifier that the authority gave
 * @param keyFile the file with the MAC key that the authority gave, in base64url
 */
public record ExternalAccount(String keyId, Path keyFile) {
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+={0,2}");

    String key() throws IOException {
        String key;
        try {
            key = Files.readString(keyFile).strip();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
        if (!BASE64URL.matcher(key).matches()) {
            throw malformed();
        }
        return key.replace("=", "");
    }

    private IOException malformed() {
        return new IOException(keyFile + " does not hold one key in base64url: copy there what the authority shows");
    }
}
