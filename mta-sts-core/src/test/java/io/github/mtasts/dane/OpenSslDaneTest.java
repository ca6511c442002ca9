package io.github.mtasts.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Compares verdicts with those of OpenSSL's own test data, {@code danetest.in}. It is not part of this project: {@code
 * -Dmtasts.data=...} names a folder with it in {@code dane}.
 */
class OpenSslDaneTest {
    private record Case(int number, List<TlsaRecord> records, String pem, int expected, int depth) {}

    /** Cases 1 to 10 have an empty issuer, which the JDK does not read. */
    private static final int FIRST_READABLE = 11;

    @Test
    void agreesWithOpenSslWhereTheRulesAreThoseOfSmtp() throws Exception {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "left out: OpenSSL's test data, because -Dmtasts.data names no folder with it");
        List<Case> cases = read(Path.of(data, "dane", "danetest.in"));
        assertThat(cases).hasSize(54);
        Map<Integer, String> differences = new TreeMap<>();
        try (TestNetwork net = TestNetwork.start()) {
            DaneVerifier verifier = new DaneVerifier(new CertificateVerifier(
                            TrustAnchors.of(List.of(net.ca().root())), Revocation.OFF, RevocationSource.none())
                    .givenAnchors());
            for (Case each : cases.subList(FIRST_READABLE - 1, cases.size())) {
                String verdict = verdict(verifier, each);
                // OpenSSL names the depth of the match, or -1; a result other than 0 is a refused chain.
                String expected = each.expected() == 0 && each.depth() >= 0 ? "match" : "no match";
                if (!verdict.equals(expected)) {
                    differences.put(each.number(), verdict);
                }
            }
        }

        Map<Integer, String> known = new TreeMap<>();
        for (int number = 23; number <= 42; number++) {
            known.put(number, "unusable"); // usages 0 and 1 (RFC 7672 section 3.1.3)
        }
        known.put(49, "no match"); // the key of an anchor without its certificate, which is optional
        known.put(50, "no match");
        known.put(54, "match"); // OpenSSL checks a name under usage 3; SMTP does not (RFC 7672 section 3.2.1)
        assertThat(differences).isEqualTo(known);
    }

    private static String verdict(DaneVerifier verifier, Case each) throws CertificateException {
        TlsaSet set = TlsaSet.of(each.records());
        if (set.decisive().isEmpty()) {
            return "unusable";
        }
        List<X509Certificate> chain = new ArrayList<>();
        CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(each.pem().getBytes(StandardCharsets.US_ASCII)))
                .forEach(certificate -> chain.add((X509Certificate) certificate));
        HostDane.Records dane = new HostDane.Records("example.com", set, List.of("example.com"), true);
        return verifier.verify(chain, dane).failures().isEmpty() ? "match" : "no match";
    }

    private static List<Case> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        List<Case> cases = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            String[] head = lines.get(at++).split(" +", -1);
            List<TlsaRecord> records = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(head[0]); i++) {
                String[] parts = lines.get(at++).split(" +", -1);
                records.add(new TlsaRecord(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        parts[3].toLowerCase(Locale.ROOT)));
            }
            StringBuilder pem = new StringBuilder();
            for (int found = 0; found < Integer.parseInt(head[1]); at++) {
                String line = lines.get(at);
                boolean inside = pem.length() > 0 && !pem.toString().endsWith("-----END CERTIFICATE-----\n");
                if (inside || line.startsWith("-----BEGIN")) {
                    pem.append(line).append('\n');
                }
                found += line.startsWith("-----END") ? 1 : 0;
            }
            cases.add(new Case(
                    cases.size() + 1, records, pem.toString(), Integer.parseInt(head[3]), Integer.parseInt(head[4])));
        }
        return cases;
    }
}
