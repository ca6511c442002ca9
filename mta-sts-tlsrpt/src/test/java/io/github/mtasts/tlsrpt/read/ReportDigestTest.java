package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
