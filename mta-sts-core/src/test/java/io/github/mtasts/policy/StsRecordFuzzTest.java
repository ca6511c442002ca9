package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The invariants of the parser, for any octets in a TXT record. */
class StsRecordFuzzTest {
    static Stream<Arguments> seeds() {
        return StsRecordSamples.ALL.stream()
                .map(sample -> Arguments.of((Object) sample.text().getBytes(StandardCharsets.ISO_8859_1)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void readsAnyRecord(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        StsRecordParse parse = StsRecordParser.parse(text);
        if (parse instanceof StsRecordParse.Invalid invalid) {
            assertThat(invalid.reason()).matches("[ -~]{1,200}");
            return;
        }
        StsRecord record = ((StsRecordParse.Valid) parse).record();
        assertThat(record.id()).matches("[A-Za-z0-9]{1,32}");
        assertThat(record.extensions()).doesNotContainKeys("id", "v");
        assertThat(StsRecordParser.select(List.of(text))).isEqualTo(parse);
        assertThat(StsRecordParser.parse(rewritten(record))).isEqualTo(parse);
    }

    private static String rewritten(StsRecord record) {
        StringBuilder text = new StringBuilder(StsRecordWriter.write(record.id()));
        record.extensions()
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append(';'));
        return text.toString();
    }
}
