package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports that differ in any value are no duplicates. */
class ReportDigestTest {
    private static final List<String> VALUES = List.of(
            "Sender Ltd.",
            "00:00:00Z",
            "23:59:59Z",
            "postmaster@",
            "\"2024-03-01@",
            "\"sts\"",
            "mode: testing",
            "\"policy-domain\": \"r",
            "\"mx-host\": [\"*",
            "count\": 90",
            "session-count\": 10\n",
            "certificate-expired",
            "192.0.2.1\"",
            "mx1.",
            "helo.",
            "192.0.2.2",
            "\"failed-session-count\": 10",
            "/why",
            "X509_EXPIRED");

    private static String digest(byte[] json) {
        ReportRead result = ReportReader.builder().build().read(json, "");
        assertThat(result).isInstanceOf(ReportRead.Read.class);
        return ((ReportRead.Read) result).identity().digest();
    }

    private static String changed(String value) {
        if (value.endsWith("10\n")) {
            return "session-count\": 11\n";
        }
        return value.equals("\"failed-session-count\": 10") || value.equals("count\": 90")
                ? value.replace("0", "1")
                : value.equals("00:00:00Z")
                        ? "00:00:01Z"
                        : value.equals("23:59:59Z") ? "23:59:58Z" : value.replaceFirst("[a-zA-Z0-9.*]", "x$0");
    }

    /** The digest is in the names of kept reports. */
    @ParameterizedTest
    @CsvSource({
        "1, f5951662665fd8e8cd9af7f38028f09137cf05b0399ca05ceaa20595c7e1bef8",
        "1016, c5ef9287cb74b7b056c54fb3a7906ed5d24a612cb01709b83db456bea6b0c0c6",
        "1020, 22133deba929eacd95b2d8a539b26f474c2b60e29a6b245aa6e38110078d5d47",
        "1025, f7e627cbb047ca1c99629fde5ee26401701dd2533be4ed4b73a104bc4e7f39ab",
        "5000, 0a7e3087a6de756cc6ec664cac59ffe478195468c535f5fece19d02139d5751d"
    })
    void isTheSameInEveryVersion(int length, String expected) {
        byte[] report = Samples.report("mode: testing", "mode: " + "t".repeat(length));

        assertThat(digest(report)).isEqualTo(expected);
    }

    @Test
    void everyValueChangesTheDigest() {
        List<String> digests = new ArrayList<>(List.of(digest(Samples.report())));
        for (String value : VALUES) {
            digests.add(digest(Samples.report(value, changed(value))));
        }
        digests.add(digest(Samples.report("\"sending-mta-ip\": \"192.0.2.1\",", "")));
        digests.add(digest(Samples.report("\"version: STSv1\", \"mode", "\"version: STSv1mode")));
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(digest(Samples.report())).isEqualTo(digests.get(0));
    }
}
