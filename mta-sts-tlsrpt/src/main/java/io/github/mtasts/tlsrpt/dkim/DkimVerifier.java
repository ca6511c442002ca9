package io.github.mtasts.tlsrpt.dkim;

import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.james.jdkim.exceptions.PermFailException;
import org.apache.james.jdkim.tagvalue.SignatureRecordImpl;

/**
 * Verifies RSA and Ed25519 signatures. A signature with an l= tag is invalid (RFC 8460 section 3, D27). The work is
 * bounded by the size of the message and by five signatures. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6376#section-6">RFC 6376 section 6</a>
 */
public final class DkimVerifier implements MessageVerifier {
    private static final int MAX_SIGNATURES = 5;

    /** The result for one signature. */
    private sealed interface Judgement {
        record Good(String domain, boolean isForReports) implements Judgement {}

        record Bad(String reason) implements Judgement {}

        record NoKey(String reason) implements Judgement {}

        record Unknown(String reason) implements Judgement {}
    }

    private final TxtResolver keys;
    private final Clock clock;

    private DkimVerifier(TxtResolver keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Creates a verifier that looks up keys in the DNS.
     *
     * @param keys looks up key records
     * @param clock decides whether a signature has expired, if the time of reception is not given
     * @return the verifier
     */
    public static DkimVerifier over(TxtResolver keys, Clock clock) {
        return new DkimVerifier(keys, clock);
    }

    @Override
    public DkimVerdict verify(byte[] message) {
        return verify(message, clock.instant());
    }

    @Override
    public DkimVerdict verify(byte[] message, Instant received) {
        try {
            SignedText text = SignedText.of(message);
            List<Judgement> judgements = text.signatures().stream()
                    .limit(MAX_SIGNATURES)
                    .map(field -> judge(text, field, received))
                    .toList();
            return verdict(judgements);
        } catch (RuntimeException e) {
            return new DkimVerdict.Invalid("the message is malformed: " + Printable.reason(e.toString()));
        }
    }

    private static DkimVerdict verdict(List<Judgement> judgements) {
        List<String> domains = new ArrayList<>();
        List<String> notForReports = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        boolean isKeyMissing = false;
        for (Judgement each : judgements) {
            if (each instanceof Judgement.Good good) {
                domains.add(good.domain());
                if (!good.isForReports()) {
                    notForReports.add(good.domain());
                }
            } else if (each instanceof Judgement.Bad no) {
                bad.add(no.reason());
            } else if (each instanceof Judgement.NoKey missing) {
                isKeyMissing = true;
                bad.add(missing.reason());
            } else {
                unknown.add(((Judgement.Unknown) each).reason());
            }
        }
        if (!domains.isEmpty()) {
            return new DkimVerdict.Valid(domains, notForReports);
        }
        if (!unknown.isEmpty()) {
            return new DkimVerdict.Undecided(String.join("; ", unknown));
        }
        if (isKeyMissing) {
            return new DkimVerdict.KeyNotFound(String.join("; ", bad));
        }
        return bad.isEmpty() ? new DkimVerdict.Missing() : new DkimVerdict.Invalid(String.join("; ", bad));
    }

    private Judgement judge(SignedText text, String field, Instant received) {
        try {
            SignatureRecordImpl record = new StoredSignature(field);
            record.validate();
            return judge(text, record, received);
        } catch (GeneralSecurityException | PermFailException | IOException | RuntimeException e) {
            // The field comes from outside, and the parser throws exceptions of any kind.
            return new Judgement.Bad("malformed: " + Printable.reason(String.valueOf(e.getMessage())));
        }
    }

    private Judgement judge(SignedText text, SignatureRecordImpl record, Instant received)
            throws GeneralSecurityException, PermFailException, IOException {
        String domain = record.getDToken().toString().toLowerCase(Locale.ROOT);
        Tags tags = Tags.of(record);
        Algorithm algorithm = Algorithm.ofTag(tags.value("a"));
        if (algorithm == null) {
            return new Judgement.Bad("unsupported algorithm: " + Printable.reason(tags.value("a")));
        }
        if (tags.has("l")) {
            return new Judgement.Bad("the signature has an l= tag"); // RFC 8460 section 3
        }
        if (record.getHeaders().stream()
                .noneMatch(name -> name.toString().strip().equalsIgnoreCase("from"))) {
            return new Judgement.Bad("the signature does not cover From"); // RFC 6376 section 5.4
        }
        if (tags.has("x") && Long.parseLong(tags.value("x")) < received.getEpochSecond()) {
            return new Judgement.Bad("the signature has expired");
        }
        if (!MessageDigest.isEqual(text.bodyHash(record), record.getBodyHash())) {
            return new Judgement.Bad("the body hash does not match");
        }
        String name = record.getSelector() + "._domainkey." + domain;
        if (PolicyDomain.parse(name).isEmpty()) {
            return new Judgement.Bad("the name of the key is not a domain name");
        }
        TxtAnswer answer = keys.txt(name);
        if (answer instanceof TxtAnswer.Failed failed) {
            return new Judgement.Unknown(
                    "the look-up of the key at " + name + " failed: " + Printable.reason(failed.reason()));
        }
        return answer instanceof TxtAnswer.Records found
                ? withKey(text, record, algorithm, domain, found.records())
                : new Judgement.NoKey("the DNS has no key at " + name);
    }

    private static Judgement withKey(
            SignedText text, SignatureRecordImpl record, Algorithm algorithm, String domain, List<String> records)
            throws GeneralSecurityException, PermFailException {
        KeyTags key = records.size() == 1 ? KeyTags.parse(records.get(0)) : null;
        if (key == null || !key.keyType().equals(algorithm.keyType()) || !key.allowsSha256()) {
            return new Judgement.Bad("the key record of " + domain + " does not match the signature");
        }
        if (key.key().isEmpty()) {
            return new Judgement.Bad("the key of " + domain + " is revoked");
        }
        Signature signature = algorithm.signature();
        signature.initVerify(algorithm.read(Base64.getDecoder().decode(key.key())));
        text.feed(record, signature);
        return signature.verify(record.getSignature())
                ? new Judgement.Good(domain, key.isForReports())
                : new Judgement.Bad("the signature of " + domain + " does not match the message");
    }
}
