package io.github.mtasts.tlsrpt.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TlsRptPublisherTest {
    @Test
    @Tag("RPT-3-29")
    void writesWhatTheParserReads() {
        assertThat(TlsRptRecordWriter.write("mailto:a!b@example.com")).endsWith("rua=mailto:a%21b@example.com");
        String both = TlsRptRecordWriter.write("mailto:a@example.com", "https://r.example.net/a;b");
        assertThat(both).isEqualTo("v=TLSRPTv1; rua=mailto:a@example.com,https://r.example.net/a%3Bb");
        assertThat(TlsRptRecordParser.parse(both)).isInstanceOf(TlsRptRecordParse.Valid.class);
        assertThatThrownBy(() -> TlsRptRecordWriter.write("ftp://x.example/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ftp://x.example/");
        assertThatThrownBy(TlsRptRecordWriter::write).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("RPT-7-05")
    void warnsOfAShortTtlInAnUnsignedZone() {
        String record = "v=TLSRPTv1; rua=mailto:a@example.com";
        assertThat(TlsRptLint.warnings(record, Duration.ofSeconds(60), false))
                .singleElement()
                .asString()
                .contains("60 s");
        assertThat(TlsRptLint.warnings(record, Duration.ofSeconds(60), true)).isEmpty();
        assertThat(TlsRptLint.warnings(record, Duration.ofDays(1), false)).isEmpty();
        assertThat(TlsRptLint.warnings("v=TLSRPTv1", Duration.ofDays(1), false)).hasSize(1);
        assertThat(TlsRptLint.warnings(record + ",ftp://x.example/", Duration.ofDays(1), false))
                .hasSize(1);
    }
}
