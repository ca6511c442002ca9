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
 * A key that signs reports: RSA with at least 2,048 bits, or Ed25519. Covers every header field and the whole body. Publish its
 * {@link DkimKeyRecord} at {@code <selector>._domainkey.<domain>}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6376">RFC 6376</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8463">RFC 8463</a>
 */
public final class DkimKey implements DkimSigner {
    private static final int MIN_RSA_BITS = 2_048;
    private static final int LINE_LENGTH = 72;
    private static final int MAX_WARNING = 400;
    /** Signed once more than they are there, so that none can be added (RFC 6376 section 8.15). */
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
     * Signs with a key.
     *
     * @param domain the domain that reports
     * @param selector names the key below the domain, such as {@code tlsrpt2026}
     * @param key RSA or Ed25519
     * @param clock tells when a message is signed
     * @return the signer
     * @throws IllegalArgumentException when one of them cannot be used; says which and why
     */
    public static DkimKey of(String domain, String selector, PrivateKey key, Clock clock) {
        PolicyDomain name = PolicyDomain.of(domain);
        if (PolicyDomain.parse(selector + "._domainkey." + name).isEmpty()) {
            throw new IllegalArgumentException("the DKIM selector is \"" + selector
                    + "\": it must be a label, or labels with dots, such as tlsrpt2026");
        }
        Algorithm algorithm = Algorithm.ofKey(key);
        if (algorithm == null) {
            throw new IllegalArgumentException(
                    "the DKIM key is of type " + key.getAlgorithm() + ": it must be RSA or Ed25519");
        }
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new IllegalArgumentException("the DKIM key has "
                    + rsa.getModulus().bitLength() + " bits: an RSA key must have at least " + MIN_RSA_BITS);
        }
        return new DkimKey(name.name(), selector, key, algorithm, clock);
    }

    /**
     * Signs with the key in a file.
     *
     * @param domain the domain that reports
     * @param selector names the key below the domain
     * @param pem a PKCS #8 private key, {@code BEGIN PRIVATE KEY}, as {@code openssl genpkey} writes it
     * @param clock tells when a message is signed
     * @return the signer
     * @throws IllegalArgumentException when the file holds no key that can be used; names the file
     * @throws IOException when it cannot be read
     */
    public static DkimKey fromPem(String domain, String selector, Path pem, Clock clock) throws IOException {
        String text = Files.readString(pem, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN PRIVATE KEY-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                    pem + " has no \"" + begin + "\": convert the key with openssl pkcs8 -topk8 -nocrypt");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
        PrivateKey key = read(der);
        if (key == null) {
            throw new IllegalArgumentException(pem + " has neither an RSA nor an Ed25519 key");
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
            return null; // of the other type
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform from 17 on has " + type, e);
        }
    }

    @Override
    public String domain() {
        return domain;
    }

    /**
     * Looks at the key record that the DNS has for this key, for a warning when a server starts. Blocks as long as the
     * resolver does.
     *
     * @param resolver asked for the record
     * @return a printable sentence for each fault; empty when there is none, or the DNS could not tell
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
            return List.of("there are " + records.size() + " TXT records at " + name
                    + "; expected the one of the DKIM key, or receivers ignore reports");
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
            throw new IllegalArgumentException("what is to be signed is no message", e);
        }
    }

    /** The tags, which end with an empty b=, with body hash and signature filled in (RFC 6376 section 3.5). There is never an l= (RFC 8460 section 3). */
    String signed(SignedText text, String tags) throws IOException {
        try {
            byte[] bodyHash = text.bodyHash(new SignatureRecordImpl(tags));
            String unsigned = tags.replace("bh=;", "bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";");
            Signature signature = algorithm.signature();
            signature.initSign(key);
            text.feed(new SignatureRecordImpl(" " + unsigned), signature);
            return unsigned + Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException | PermFailException e) {
            throw new IllegalStateException("a checked key does not sign", e);
        }
    }

    /** Relaxed canonicalisation does not see where a field is folded, and b= is not part of what is signed. */
    private static String folded(String tags) {
        int start = tags.lastIndexOf("b=") + 2;
        StringBuilder text = new StringBuilder(tags.substring(0, start).strip().replaceAll(";\\s+", ";\r\n "));
        for (int i = start; i < tags.length(); i += LINE_LENGTH) {
            text.append("\r\n ").append(tags, i, Math.min(tags.length(), i + LINE_LENGTH));
        }
        return text.toString();
    }
}
