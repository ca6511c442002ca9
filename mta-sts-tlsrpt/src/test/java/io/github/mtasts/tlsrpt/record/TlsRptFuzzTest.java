package io.github.mtasts.tlsrpt.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants for arbitrary octets in a TLSRPT record. */
class TlsRptFuzzTest {
    static Stream<Arguments> seeds() {
        return Stream.of(
                        "v=TLSRPTv1; rua=mailto:a%21b@example.com%2Cc@example.net?subject=x,https://r.example.net:8443/a%2Cb?c=d",
                        "v=TLSRPTv1;rua=mailto:a@example.com!10m , HTTPS://r.example.net/; rua=ftp://x.example/; e_x.t-1=2 ;",
                        "v=TLSRPTv1; rua=",
                        "v=spf1 -all")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void readsAnyRecord(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        TlsRptRecordParse parse = TlsRptRecordParser.parse(text);
        if (parse instanceof TlsRptRecordParse.Invalid invalid) {
            assertThat(invalid.reason()).matches("[ -~]{1,500}");
            return;
        }
        TlsRptRecord record = ((TlsRptRecordParse.Valid) parse).record();
        assertThat(record.destinations()).hasSizeBetween(1, 10).doesNotHaveDuplicates();
        assertThat(record.warnings()).allSatisfy(warning -> assertThat(warning).matches("[ -~]*"));
        assertThat(TlsRptRecordParser.select(List.of(text))).isEqualTo(parse);
        for (ReportDestination destination : record.destinations()) {
            assertThat(destination.uri()).matches("[!-~]+").doesNotContain("!").doesNotContain(",");
            assertThat(ReportDestination.parse(destination.uri())).contains(destination);
            if (destination instanceof ReportDestination.Mail mail) {
                assertThat(mail.addresses())
                        .allSatisfy(address -> assertThat(address)
                                .matches("[!-~]+@[a-z0-9._-]+")
                                .doesNotContainAnyWhitespaces());
            }
        }
    }
}
