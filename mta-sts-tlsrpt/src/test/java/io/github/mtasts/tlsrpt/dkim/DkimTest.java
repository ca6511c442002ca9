package io.github.mtasts.tlsrpt.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestNetwork;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.simplejavamail.utils.mail.dkim.Canonicalization;
import org.simplejavamail.utils.mail.dkim.DkimMessage;
import org.simplejavamail.utils.mail.dkim.SigningAlgorithm;

class DkimTest {
    private static final String MESSAGE = String.join(
            "\r\n",
            "From: tls@sender.example",
            "To: reports@example.net",
            "Subject: Report Domain: example.net",
            "Date: Fri, 1 Mar 2024 01:00:00 GMT",
            "TLS-Report-Domain: example.net",
            "TLS-Report-Submitter: sender.example",
            "TLS-Required: No",
            "",
            "Hello",
            "");
    private static final List<KeyPair> KEYS = List.of(pair("RSA", 2048), pair("Ed25519", 0));

    private final TestClock clock = new TestClock(Instant.parse("2024-03-02T00:00:00Z"));

    static KeyPair pair(String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<KeyPair> keys() {
        return KEYS;
    }

    private String sign(KeyPair pair, String message) {
        DkimKey key = DkimKey.of("sender.example", "sel", pair.getPrivate(), clock);
        return text(key.sign(octets(message)));
    }

    private DkimVerdict verify(String message, String keyRecord) {
        TxtResolver keys = name -> name.equals("sel._domainkey.sender.example")
                ? new TxtAnswer.Records(List.of(keyRecord), Duration.ofHours(1))
                : new TxtAnswer.Absent(Duration.ofHours(1));
        return DkimVerifier.over(keys, clock).verify(octets(message));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("keys")
    @Tag("RPT-3-22")
    void aSignedMessageVerifiesWithTheKeyInTheDns(KeyPair pair) {
        try (TestNetwork net = TestNetwork.start();
                DnsResolver dns =
                        DnsResolver.builder().server(net.dns().address()).build()) {
            net.dns().txt("sel._domainkey.sender.example", DkimKeyRecord.write(pair.getPublic()));
            DkimVerdict verdict = DkimVerifier.over(dns, clock).verify(octets(sign(pair, MESSAGE)));
            assertThat(verdict).isEqualTo(new DkimVerdict.Valid(List.of("sender.example"), List.of()));
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    @Tag("RPT-3-23")
    @Tag("RPT-5.3-07")
    void coversTheReportFieldsAndHasNoLengthTag(KeyPair pair) {
        String field = sign(pair, MESSAGE).split("\r\nFrom:", -1)[0];
        assertThat(field)
                .contains("tls-report-domain")
                .contains("tls-report-submitter")
                .contains("d=sender.example;")
                .doesNotContainPattern("[;\\s]l=");
        assertThat(field.split("\r\n", -1))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(400));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyChangeOfAFieldOrOfTheBodyBreaksIt(KeyPair pair) {
        String signed = sign(pair, MESSAGE);
        String record = DkimKeyRecord.write(pair.getPublic());
        assertThat(verify(signed, record)).isInstanceOf(DkimVerdict.Valid.class);
        for (String part : List.of(
                "tls@", "reports@", "Report Domain: e", "1 Mar", "Domain: example", "Submitter: s", "No", "Hello")) {
            int at = signed.lastIndexOf(part);
            String changed = signed.substring(0, at) + (char) (signed.charAt(at) + 1) + signed.substring(at + 1);
            assertThat(verify(changed, record)).as(part).isInstanceOf(DkimVerdict.Invalid.class);
        }
        String added = signed.replace("\r\nTo:", "\r\nTLS-Report-Domain: other.example\r\nTo:");
        assertThat(verify(added, record)).isInstanceOf(DkimVerdict.Invalid.class);
    }

    @Test
    void aMessageThatLostItsCrOrWasFoldedAnewStillVerifies() {
        KeyPair pair = KEYS.get(1);
        String record = DkimKeyRecord.write(pair.getPublic());
        String signed = sign(pair, MESSAGE);
        assertThat(verify(signed.replace("\r\n", "\n"), record)).isInstanceOf(DkimVerdict.Valid.class);
        assertThat(verify(signed.replace("Report Domain: e", "Report\r\n Domain: e"), record))
                .isInstanceOf(DkimVerdict.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l=5; ", // RFC 8460 section 3
                "x=4102444800; ", // in 2100
            })
    @Tag("RPT-3-27")
    void aLengthTagOrAPastExpiryMakesASignatureInvalid(String tag) throws IOException {
        KeyPair pair = KEYS.get(1);
        SignedText text = SignedText.of(octets(MESSAGE));
        String good = "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=sender.example; s=sel; h=from:to; bh=; b=";
        DkimKey key = DkimKey.of("sender.example", "sel", pair.getPrivate(), clock);
        String record = DkimKeyRecord.write(pair.getPublic());
        assertThat(verify("DKIM-Signature: " + key.signed(text, good) + "\r\n" + MESSAGE, record))
                .isInstanceOf(DkimVerdict.Valid.class);
        String bad = good.replace("; h=", "; " + tag + "h=");
        clock.set(Instant.parse("2101-01-01T00:00:00Z"));
        assertThat(verify("DKIM-Signature: " + key.signed(text, bad) + "\r\n" + MESSAGE, record))
                .isInstanceOf(DkimVerdict.Invalid.class);
    }

    /** Signs without the check of jDKIM that the signature has not expired by the clock of the system. */
    private static String signedLongAgo(KeyPair pair, String tags) throws Exception {
        SignedText text = SignedText.of(octets(MESSAGE));
        byte[] hash = text.bodyHash(new StoredSignature(tags));
        String unsigned = tags.replace("bh=;", "bh=" + Base64.getEncoder().encodeToString(hash) + ";");
        Signature signature =
                Objects.requireNonNull(Algorithm.ofTag("ed25519-sha256")).signature();
        signature.initSign(pair.getPrivate());
        text.feed(new StoredSignature(" " + unsigned), signature);
        return unsigned + Base64.getEncoder().encodeToString(signature.sign());
    }

    /** A large provider's signatures expire after 25 hours, and reports are read weekly. */
    @Test
    void aSignatureThatHasExpiredSinceItWasReceivedIsValid() throws Exception {
        KeyPair pair = KEYS.get(1);
        String tags = "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=sender.example; s=sel; x=1709427600; h=from:to;"
                + " bh=; b="; // until 2024-03-03T01:00:00Z
        byte[] mail = octets("DKIM-Signature: " + signedLongAgo(pair, tags) + "\r\n" + MESSAGE);
        TxtResolver keys =
                name -> new TxtAnswer.Records(List.of(DkimKeyRecord.write(pair.getPublic())), Duration.ofHours(1));
        clock.set(Instant.parse("2024-03-09T00:00:00Z"));
        DkimVerifier verifier = DkimVerifier.over(keys, clock);

        assertThat(verifier.verify(mail)).isInstanceOf(DkimVerdict.Invalid.class);
        assertThat(verifier.verify(mail, Instant.parse("2024-03-03T01:00:00Z"))).isInstanceOf(DkimVerdict.Valid.class);
        assertThat(verifier.verify(mail, Instant.parse("2024-03-03T01:00:01Z")))
                .isInstanceOf(DkimVerdict.Invalid.class);
    }

    @Test
    void tellsWhatIsWrongWithTheKey() {
        KeyPair pair = KEYS.get(0);
        String signed = sign(pair, MESSAGE);
        String record = DkimKeyRecord.write(pair.getPublic());
        assertThat(verify(
                        signed,
                        DkimKeyRecord.writeForReportsOnly(pair.getPublic()).replace("s=tlsrpt", "s=email")))
                .isEqualTo(new DkimVerdict.Valid(List.of("sender.example"), List.of("sender.example")));
        for (String bad : List.of(
                "v=DKIM1; p=",
                "v=DKIM2; p=AAAA",
                "v=DKIM1; p=AAAA",
                "v=DKIM1; p=!!",
                "no tags",
                record.replace("k=rsa", "k=ed25519"),
                record + "; h=sha1",
                record + "; p=x",
                DkimKeyRecord.write(pair("RSA", 2048).getPublic()),
                "v=DKIM1; k=rsa; p="
                        + Base64.getEncoder()
                                .encodeToString(pair("RSA", 512).getPublic().getEncoded()))) {
            assertThat(verify(signed, bad)).as(bad).isInstanceOf(DkimVerdict.Invalid.class);
        }
        TxtResolver down = name -> new TxtAnswer.Failed("SERVFAIL");
        assertThat(DkimVerifier.over(down, clock).verify(octets(signed))).isInstanceOf(DkimVerdict.Undecided.class);
        assertThat(verify(MESSAGE, record)).isEqualTo(new DkimVerdict.Missing());
    }

    /** A missing key does not show that a message is forged; a changed body does, with or without a key. */
    @Test
    void aKeyThatIsNotInTheDnsIsNotABrokenSignature() {
        String signed = sign(KEYS.get(0), MESSAGE);
        TxtResolver empty = name -> new TxtAnswer.Absent(Duration.ofHours(1));
        DkimVerifier verifier = DkimVerifier.over(empty, clock);
        assertThat(verifier.verify(octets(signed)))
                .isEqualTo(new DkimVerdict.KeyNotFound("the DNS has no key at sel._domainkey.sender.example"));
        assertThat(verifier.verify(octets(signed.replace("Hello", "Hallo")))).isInstanceOf(DkimVerdict.Invalid.class);
    }

    @Test
    void whatIsNoSignatureIsInvalidAndNeverThrows() {
        String record = DkimKeyRecord.write(KEYS.get(0).getPublic());
        for (String field : List.of(
                "",
                "v=1",
                "v=2; a=rsa-sha256; d=sender.example; s=sel; h=from; bh=AAAA; b=AAAA",
                "v=1; a=rsa-sha1; d=sender.example; s=sel; h=from; bh=AAAA; b=AAAA",
                "v=1; a=rsa-sha256; d=sender.example; s=sel; h=to; bh=AAAA; b=AAAA",
                "v=1; a=rsa-sha256; d=; s=sel; h=from; bh=%%; b=%%",
                "v=1; a=rsa-sha256; c=odd/odd; d=sender.example; s=sel; h=from; bh=AAAA; b=AAAA")) {
            assertThat(verify("DKIM-Signature: " + field + "\r\n" + MESSAGE, record))
                    .as(field)
                    .isInstanceOf(DkimVerdict.Invalid.class);
        }
        Random random = new Random(1);
        String signed = sign(KEYS.get(0), MESSAGE);
        for (int i = 0; i < 300; i++) {
            StringBuilder mutilated = new StringBuilder(signed);
            for (int j = 0; j < 5; j++) {
                mutilated.setCharAt(random.nextInt(signed.length()), (char) random.nextInt(256));
            }
            assertThat(verify(mutilated.toString(), record)).isNotNull();
        }
        assertThat(verify("", record)).isEqualTo(new DkimVerdict.Missing());
    }

    @Test
    @Tag("RPT-3-24")
    void theKeyRecordDeclaresTheServiceAndAWrongOneIsNamed() {
        for (KeyPair pair : KEYS) {
            String record = DkimKeyRecord.write(pair.getPublic());
            assertThat(record).matches("v=DKIM1; k=(rsa|ed25519); p=[^;]+");
            assertThat(DkimKeyRecord.warnings(record, pair.getPublic())).isEmpty();
            String only = DkimKeyRecord.writeForReportsOnly(pair.getPublic());
            assertThat(only).startsWith("v=DKIM1; k=").contains("; s=tlsrpt; p=");
            // OpenDKIM and dkimpy refuse it as a key that is not for mail.
            assertThat(DkimKeyRecord.warnings(only, pair.getPublic()))
                    .singleElement()
                    .asString()
                    .contains("s=tlsrpt", "ordinary DKIM verification");
            for (String both : List.of("s=*", "s=email:tlsrpt", "s=tlsrpt : *")) {
                assertThat(DkimKeyRecord.warnings(only.replace("s=tlsrpt", both), pair.getPublic()))
                        .as(both)
                        .isEmpty();
            }
            assertThat(DkimKeyRecord.warnings(only.replace("s=tlsrpt", "s=email"), pair.getPublic()))
                    .singleElement()
                    .asString()
                    .contains("s=email");
            assertThat(DkimKeyRecord.warnings(record.replaceAll("p=.*", "p="), pair.getPublic()))
                    .singleElement()
                    .asString()
                    .contains("revoked");
        }
        assertThat(DkimKeyRecord.warnings(
                        DkimKeyRecord.write(KEYS.get(0).getPublic()),
                        KEYS.get(1).getPublic()))
                .singleElement()
                .asString()
                .contains("does not match the signing key");
        assertThat(DkimKeyRecord.warnings("nothing", KEYS.get(0).getPublic()))
                .singleElement()
                .asString()
                .contains("malformed");
    }

    @Test
    void refusesKeysThatCannotSignReports(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() ->
                        DkimKey.of("sender.example", "sel", pair("RSA", 1024).getPrivate(), clock))
                .hasMessageContaining("2048");
        assertThatThrownBy(() ->
                        DkimKey.of("sender.example", "sel", pair("EC", 256).getPrivate(), clock))
                .hasMessageContaining("RSA or Ed25519");
        assertThatThrownBy(() -> DkimKey.of("sender.example", "a b", KEYS.get(0).getPrivate(), clock))
                .hasMessageContaining("selector");
        for (KeyPair pair : KEYS) {
            Path pem = folder.resolve("key.pem");
            String base64 =
                    Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
            Files.writeString(pem, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
            byte[] signed = DkimKey.fromPem("sender.example", "sel", pem, clock).sign(octets(MESSAGE));
            assertThat(verify(text(signed), DkimKeyRecord.write(pair.getPublic())))
                    .isInstanceOf(DkimVerdict.Valid.class);
        }
        Path none = folder.resolve("none.pem");
        Files.writeString(none, "-----BEGIN RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> DkimKey.fromPem("sender.example", "sel", none, clock))
                .hasMessageContaining("none.pem")
                .hasMessageContaining("openssl");
        Files.writeString(none, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> DkimKey.fromPem("sender.example", "sel", none, clock))
                .hasMessageContaining("does not contain an RSA or Ed25519 key");
    }

    /** RFC 8463 appendix A: keys and a message that this project did not create. */
    @Test
    @Tag("RPT-3-22")
    void makesTheSignatureOfTheExampleInRfc8463() throws GeneralSecurityException, IOException {
        String message = String.join(
                "\r\n",
                "From: Joe SixPack <joe@football.example.com>",
                "To: Suzie Q <suzie@shopping.example.net>",
                "Subject: Is dinner ready?",
                "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
                "Message-ID: <20030712040037.46341.5F8J@football.example.com>",
                "",
                "Hi.",
                "",
                "We lost the game.  Are you hungry yet?",
                "",
                "Joe.",
                "");
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        PrivateKey secret = factory.generatePrivate(new EdECPrivateKeySpec(
                NamedParameterSpec.ED25519,
                Base64.getDecoder().decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")));
        DkimKey key = DkimKey.of("football.example.com", "brisbane", secret, clock);
        String tags = "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=football.example.com; i=@football.example.com;"
                + " q=dns/txt; s=brisbane; t=1528637909; h=from : to : subject : date : message-id : from : subject : date;"
                + " bh=; b=";
        String signed = key.signed(SignedText.of(octets(message)), tags);
        assertThat(signed)
                .contains("bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")
                .endsWith("b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==");
        TxtResolver keys = name -> new TxtAnswer.Records(
                List.of("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), Duration.ofHours(1));
        assertThat(DkimVerifier.over(keys, clock).verify(octets("DKIM-Signature: " + signed + "\r\n" + message)))
                .isEqualTo(new DkimVerdict.Valid(List.of("football.example.com"), List.of()));
        PublicKey published = factory.generatePublic(new EdECPublicKeySpec(
                NamedParameterSpec.ED25519,
                new EdECPoint(
                        false,
                        new BigInteger("1a5107f7681a02af2523a6daf372e10e3a0764c9d3fe4bd5b70ab18201985ad7", 16))));
        assertThat(DkimKeyRecord.write(published)).endsWith("p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    }

    /** Simple Java Mail's signer shares no code with jDKIM. */
    @Test
    void verifiesWhatAnotherLibrarySigned() throws Exception {
        KeyPair pair = KEYS.get(0);
        MimeMessage plain =
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets(MESSAGE)));
        org.simplejavamail.utils.mail.dkim.DkimSigner signer = new org.simplejavamail.utils.mail.dkim.DkimSigner(
                "sender.example", "sel", (RSAPrivateKey) pair.getPrivate());
        signer.setHeaderCanonicalization(Canonicalization.RELAXED);
        signer.setBodyCanonicalization(Canonicalization.RELAXED);
        signer.setSigningAlgorithm(SigningAlgorithm.SHA256_WITH_RSA);
        signer.setLengthParam(false);
        signer.setCheckDomainKey(false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DkimMessage(plain, signer).writeTo(out);
        String record = DkimKeyRecord.write(pair.getPublic());
        assertThat(verify(text(out.toByteArray()), record)).isInstanceOf(DkimVerdict.Valid.class);
        signer.setLengthParam(true);
        ByteArrayOutputStream withLength = new ByteArrayOutputStream();
        new DkimMessage(plain, signer).writeTo(withLength);
        assertThat(verify(text(withLength.toByteArray()), record))
                .isEqualTo(new DkimVerdict.Invalid("the signature has an l= tag"));
    }
}
