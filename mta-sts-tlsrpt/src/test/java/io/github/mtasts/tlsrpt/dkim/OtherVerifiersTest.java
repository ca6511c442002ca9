package io.github.mtasts.tlsrpt.dkim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenDKIM and dkimpy verify mail that this library signed. They run where the property {@code mtasts.dkim} names a folder into
 * which their Debian packages were unpacked; CONTRIBUTING.md has the commands.
 */
@EnabledIfSystemProperty(named = "mtasts.dkim", matches = ".+")
class OtherVerifiersTest {
    private static final String NAME = "sel._domainkey.sender.example";
    private static final String DKIMPY = "import sys, dkim; record = open(sys.argv[2], 'rb').read();"
            + " print(dkim.verify(open(sys.argv[1], 'rb').read(), dnsfunc=lambda name, timeout=5: record))";

    private static final Path TOOLS = Path.of(System.getProperty("mtasts.dkim"));

    @TempDir
    private Path folder;

    private static KeyPair pair(String type) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        if (type.equals("RSA")) {
            generator.initialize(2_048);
        }
        return generator.generateKeyPair();
    }

    private Path message(KeyPair pair) throws IOException {
        TestClock clock = new TestClock(Instant.parse("2024-03-02T05:00:00Z"));
        byte[] signed = DkimKey.of("sender.example", "sel", pair.getPrivate(), clock)
                .sign(String.join(
                                "\r\n",
                                "From: tls-reports@sender.example",
                                "To: tls@example.com",
                                "Subject: Report Domain: example.com Submitter: sender.example",
                                "Date: Sat, 02 Mar 2024 05:00:00 +0000",
                                "Message-ID: <1@sender.example>",
                                "TLS-Report-Domain: example.com",
                                "TLS-Report-Submitter: sender.example",
                                "TLS-Required: No",
                                "MIME-Version: 1.0",
                                "Content-Type: text/plain",
                                "",
                                "A report.",
                                "")
                        .getBytes(US_ASCII));
        return Files.write(folder.resolve("message.eml"), signed);
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        try (Stream<Path> libraries = Files.walk(TOOLS.resolve("usr/lib"), 1)) {
            builder.environment()
                    .put("LD_LIBRARY_PATH", libraries.map(Path::toString).collect(Collectors.joining(":")));
        }
        builder.environment()
                .put(
                        "PYTHONPATH",
                        TOOLS.resolve("usr/lib/python3/dist-packages").toString());
        int status = builder.start().waitFor();
        return status + " " + Files.readString(output);
    }

    private String dkimpy(KeyPair pair, String record) throws IOException, InterruptedException {
        Path key = Files.writeString(folder.resolve("record"), record);
        return run("python3", "-c", DKIMPY, message(pair).toString(), key.toString());
    }

    private String openDkim(KeyPair pair, String record) throws IOException, InterruptedException {
        Path keys = Files.writeString(folder.resolve("keys"), NAME + " " + record + "\n");
        Path settings = Files.writeString(
                folder.resolve("opendkim.conf"), "Mode v\nTestPublicKeys " + keys + "\nOn-BadSignature accept\n");
        return run(
                TOOLS.resolve("usr/sbin/opendkim").toString(),
                "-x",
                settings.toString(),
                "-v",
                "-t",
                message(pair).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "Ed25519"})
    void dkimpyVerifiesTheRecommendedKeyRecordAndRefusesTheOther(String type) throws Exception {
        KeyPair pair = pair(type);
        PublicKey key = pair.getPublic();
        assertThat(dkimpy(pair, DkimKeyRecord.write(key))).isEqualTo("0 True\n");
        assertThat(dkimpy(pair, DkimKeyRecord.writeForReportsOnly(key))).doesNotContain("True");
    }

    @Test
    void openDkimVerifiesTheRecommendedKeyRecordAndRefusesTheOther() throws Exception {
        KeyPair pair = pair("RSA");
        PublicKey key = pair.getPublic();
        assertThat(openDkim(pair, DkimKeyRecord.write(key))).contains("verification", "succeeded");
        assertThat(List.of(openDkim(pair, DkimKeyRecord.writeForReportsOnly(key))))
                .noneMatch(said -> said.contains("succeeded"));
    }
}
