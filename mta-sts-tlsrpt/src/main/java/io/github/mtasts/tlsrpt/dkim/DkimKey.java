package io.github.mtasts.tlsrpt.dkim;

import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.james.jdkim.exceptions.PermFailException;
import org.apache.james.jdkim.tagvalue.SignatureRecordImpl;
import org.jspecify.annotations.Nullable;

/**
 * A private key that signs reports: RSA with at least 2,048 bits, or Ed25519. The signature covers every header field
 * and the whole body. Publish the {@link DkimKeyRecord} at {@code <selector>._domainkey.<domain>}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6376">RFC 6376</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8463">RFC 8463</a>
 */
public final class DkimKey implements DkimSigner {
    private static final int MIN_RSA_BITS = 2_048;
    private static final int LINE_LENGTH = 72;
    private static final int MAX_WARNING = 400;
    /** Listed once more than present, so that no further field of these names can be added (RFC 6376 section 8.15). */
    private static final List<String> SEALED =
            List.of("from", "to", "subject", "date", "tls-report-domain", "tls-report-submitter", "tls-required");

    private final String domain;
    private final String selector;
    private final PrivateKey key;
    private final Algorithm algorithm;
    private final Clock clock;

    private DkimKey(String domain, String selector, PrivateKey key, Algorithm algorithm, Clock clock) {
        this.domain = domain;
        this.selector = selector;
        this.key = key;
        this.algorithm = algorithm;
        this.clock = clock;
    }

    /**
     * Creates a signer with a private key.
     *
     * @param domain the domain of the reporter
     * @param selector the selector of the key, such as {@code tlsrpt2026}
     * @param key RSA or Ed25519
     * @param clock provides the time of signatures
     * @return the signer
     * @throws IllegalArgumentException if a value cannot be used; the message names it and the reason
     */
    public static DkimKey of(String domain, String selector, PrivateKey key, Clock clock) {
        PolicyDomain name = PolicyDomain.of(domain);
        if (PolicyDomain.parse(selector + "._domainkey." + name).isEmpty()) {
            throw new IllegalArgumentException(
                    "The DKIM selector is \"" + selector + "\": it must be one or more labels, such as tlsrpt2026");
        }
        Algorithm algorithm = Algorithm.ofKey(key);
        if (algorithm == null) {
            throw new IllegalArgumentException(
                    "The DKIM key is of type " + key.getAlgorithm() + ": it must be RSA or Ed25519");
        }
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new IllegalArgumentException("The DKIM key has "
                    + rsa.getModulus().bitLength() + " bits: an RSA key must have at least " + MIN_RSA_BITS);
        }
        return new DkimKey(name.name(), selector, key, algorithm, clock);
    }

    /**
     * Creates a signer with the private key in a file.
     *
     * @param domain the domain of the reporter
     * @param selector the selector of the key
     * @param pem a PKCS #8 private key, {@code BEGIN PRIVATE KEY}, as {@code openssl genpkey} writes it
     * @param clock provides the time of signatures
     * @return the signer
     * @throws IllegalArgumentException if the file has no usable key; the message names the file
     * @throws IOException if the file cannot be read
     */
    public static DkimKey fromPem(String domain, String selector, Path pem, Clock clock) throws IOException {
        String text = Files.readString(pem, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN PRIVATE KEY-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                    pem + " does not contain \"" + begin + "\": convert the key with openssl pkcs8 -topk8 -nocrypt");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
        PrivateKey key = read(der);
        if (key == null) {
            throw new IllegalArgumentException(pem + " does not contain an RSA or Ed25519 key");
        }
        return of(domain, selector, key, clock);
    }

    private static @Nullable PrivateKey read(byte[] der) {
        return Stream.of("RSA", "Ed25519")
                .map(type -> read(type, der))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable PrivateKey read(String type, byte[] der) {
        try {
            return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            return null; // a key of the other type
        } catch (GeneralSecurityException e) {
            throw new AssertionError(type + " is missing, although every Java platform since 17 has it", e);
        }
    }

    @Override
    public String domain() {
        return domain;
    }

    /**
     * Checks the published key record of this key, for warnings when a server starts. Blocks as long as the resolver does.
     *
     * @param resolver looks up the record
     * @return a printable sentence for each fault; empty if there is none, or if the look-up failed
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
     */
    public List<String> warnings(TxtResolver resolver) {
        String name = selector + "._domainkey." + domain;
        TxtAnswer answer = resolver.txt(name);
        if (answer instanceof TxtAnswer.Failed) {
            return List.of();
        }
        List<String> records = answer instanceof TxtAnswer.Records found ? found.records() : List.of();
        if (records.size() != 1) {
            return List.of("There are " + records.size() + " TXT records at " + name
                    + "; expected one, the DKIM key record: receivers may ignore reports");
        }
        return DkimKeyRecord.warnings(records.get(0), algorithm).stream()
                .map(warning -> Printable.line(name + ": " + warning, MAX_WARNING))
                .toList();
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            SignedText text = SignedText.of(message);
            List<String> covered = new ArrayList<>(text.fieldNames());
            covered.addAll(SEALED);
            String tags = "v=1; a=" + algorithm.tag() + "; c=relaxed/relaxed; d=" + domain + "; s=" + selector + "; t="
                    + clock.instant().getEpochSecond() + "; h=" + String.join(":", covered) + "; bh=; b=";
            byte[] field =
                    ("DKIM-Signature: " + folded(signed(text, tags)) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream out = new ByteArrayOutputStream(field.length + message.length);
            out.write(field);
            out.write(message);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalArgumentException("The message to be signed is malformed", e);
        }
    }

    /**
     * Completes the tags, which end with an empty b=, with body hash and signature (RFC 6376 section 3.5). There is
     * never an l= tag (RFC 8460 section 3).
     */
    String signed(SignedText text, String tags) throws IOException {
        try {
            byte[] bodyHash = text.bodyHash(new SignatureRecordImpl(tags));
            String unsigned = tags.replace("bh=;", "bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";");
            Signature signature = algorithm.signature();
            signature.initSign(key);
            text.feed(new SignatureRecordImpl(" " + unsigned), signature);
            return unsigned + Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException | PermFailException e) {
            throw new IllegalStateException("Signing with a checked key failed", e);
        }
    }

    /** Folds the field. Relaxed canonicalisation ignores folding, and b= is not signed. */
    private static String folded(String tags) {
        int start = tags.lastIndexOf("b=") + 2;
        StringBuilder text = new StringBuilder(tags.substring(0, start).strip().replaceAll(";\\s+", ";\r\n "));
        for (int i = start; i < tags.length(); i += LINE_LENGTH) {
            text.append("\r\n ").append(tags, i, Math.min(tags.length(), i + LINE_LENGTH));
        }
        return text.toString();
    }
}
