package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The date-times of reports (RFC 3339); what real reporters write is in the tests of the reader. */
class TimestampsTest {
    /** The usual form is read digit by digit, every other one by the formatter: they agree on what both can read. */
    @Test
    void bothWaysReadTheSame() {
        Instant start = Instant.parse("2023-12-25T00:00:00Z");
        for (int hours = 0; hours < 24 * 400; hours += 7) {
            Instant expected = start.plusSeconds(hours * 3_600L + hours % 3_600);
            String usual = expected.toString();
            assertThat(Timestamps.parse(usual)).contains(expected);
            assertThat(Timestamps.parse(usual.replace("Z", ".000Z"))).contains(expected);
            assertThat(Timestamps.parse(' ' + usual.replace('T', ' '))).contains(expected);
        }
    }

    /** Digests, and with them the names of kept reports, are made from this text. */
    @ParameterizedTest
    @CsvSource({
        "2024-02-29T00:00:00Z",
        "2024-12-31T23:59:59Z",
        "2009-10-07T06:05:04Z",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:00:00Z",
        "9998-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z",
        "2024-12-31T23:59:59.5Z",
        "2024-12-31T23:59:59.000000001Z",
        "0999-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z"
    })
    void writesWhatInstantDoes(Instant time) {
        assertThat(Timestamps.text(time)).isEqualTo(time.toString());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
                "2024-12-31T23:59:59Z, 2024-12-31T23:59:59Z",
                "2024-12-31T23:59:60Z, 2024-12-31T23:59:59Z",
                "2024-03-01t00:00:00z, 2024-03-01T00:00:00Z",
                "2024-01-01T00:00:00Z, 2024-01-01T00:00:00Z",
                "2024-00-01T00:00:00Z, none",
                "2024-13-01T00:00:00Z, none",
                "2024-03-00T00:00:00Z, none",
                "2024-03-32T00:00:00Z, none",
                "2024-03-01T24:00:01Z, none",
                "2024-03-01T00:60:00Z, none",
                "2024-03-01T00:00:61Z, none",
                "2024-03-01T00-00-00Z, none",
                "2024-03-0xT00:00:00Z, none",
                "1999-12-31T23:59:59Z, none",
                "9999-01-01T00:00:00Z, none"
            })
    void readsTheEdges(String text, String expected) {
        assertThat(Timestamps.parse(text))
                .isEqualTo(Optional.ofNullable(expected).map(Instant::parse));
    }
}
