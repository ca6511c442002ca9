package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier's verdicts on chains of many forms, beside those of OpenSSL with the strength of RFC 9325. */
class OpenSslComparisonTest {
    /** Made once, because a single test of one form asks for all. */
    private static final List<ChainMatrix.Form> FORMS = ChainMatrix.all();

    @TempDir
    Path folder;

    static List<ChainMatrix.Form> forms() {
        return FORMS;
    }

    @Test
    void theMatrixIsLarge() {
        assertThat(forms()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(forms()).extracting(ChainMatrix.Form::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void reachesTheVerdict(ChainMatrix.Form form) {
        CertificateVerifier verifier =
                new CertificateVerifier(TrustAnchors.of(form.anchors()), Revocation.OFF, RevocationSource.none());
        List<CertificateFault> faults = verifier.verify(form.chain(), ChainMatrix.HOST);
        assertThat(faults.isEmpty()).as("%s", faults).isEqualTo(form.accepted());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void agreesWithOpenSslOrSaysWhyNot(ChainMatrix.Form form) throws Exception {
        assumeTrue(hasOpenSsl(), "left out: no openssl 3 on the path");
        boolean agrees = form.difference().isEmpty();
        String verdict = openSsl(form);
        assertThat(verdict.contains(": OK\n")).as("%s", verdict).isEqualTo(agrees == form.accepted());
    }

    /** Level 2 is what OpenSSL has for the key sizes and hashes of RFC 9325; -partial_chain makes every anchor one. */
    private String openSsl(ChainMatrix.Form form) throws Exception {
        Path own = write("own.pem", form.chain().subList(0, 1));
        Path anchors = write("anchors.pem", form.anchors());
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "verify",
                "-purpose",
                "sslserver",
                "-auth_level",
                "2",
                "-partial_chain",
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                anchors.toString()));
        if (form.chain().size() > 1) {
            Path others =
                    write("others.pem", form.chain().subList(1, form.chain().size()));
            command.addAll(List.of("-untrusted", others.toString()));
        }
        command.add(own.toString());
        return run(command);
    }

    private Path write(String name, List<X509Certificate> certificates)
            throws IOException, CertificateEncodingException {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return Files.writeString(folder.resolve(name), pem);
    }

    private static boolean hasOpenSsl() throws InterruptedException {
        try {
            return run(List.of("openssl", "version")).startsWith("OpenSSL 3.");
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
