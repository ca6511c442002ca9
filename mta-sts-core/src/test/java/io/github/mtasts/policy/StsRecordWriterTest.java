package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records that a publisher writes. */
class StsRecordWriterTest {
    private static final Instant MORNING = Instant.parse("2016-08-31T08:57:00.9Z");

    @Test
    @Tag("STS-3.1-23")
    void writesARecordThatTheParserReads() {
        assertThat(StsRecordWriter.write("A1")).isEqualTo("v=STSv1; id=A1;");
        assertThat(StsRecordParser.parse(StsRecordWriter.write("A1"))).isInstanceOf(StsRecordParse.Valid.class);
    }

    @Test
    @Tag("STS-3.1-23")
    void refusesAnIdThatIsNone() {
        for (String id : List.of("2024-01", "", "1".repeat(33), "1; id=2", "\u00e91", "\u0661")) {
            assertThatThrownBy(() -> StsRecordWriter.write(id))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("id: \"" + id + "\" is not 1 to 32");
        }
    }

    @Test
    @Tag("STS-3.1-23")
    void givesTwoPoliciesInOneSecondTwoIds() {
        Clock clock = Clock.fixed(MORNING, ZoneOffset.UTC);

        assertThat(StsRecordWriter.newId("mode: enforce", clock))
                .isNotEqualTo(StsRecordWriter.newId("mode: none", clock));
        assertThat(StsRecordWriter.newId("", clock)).isEqualTo("20160831T085700Ze3b0c44298fc1c14");
        assertThat(StsRecordParser.isId(StsRecordWriter.newId("", clock))).isTrue();
    }

    @Test
    @Tag("STS-3.1-23")
    void givesAPolicyThatComesBackLaterANewId() {
        Clock later = Clock.fixed(MORNING.plusSeconds(1), ZoneOffset.UTC);

        assertThat(StsRecordWriter.newId("", later))
                .isNotEqualTo(StsRecordWriter.newId("", Clock.fixed(MORNING, ZoneOffset.UTC)));
    }

    @Test
    void tellsTheTimeInUtc() {
        assertThat(StsRecordWriter.newId("", Clock.fixed(MORNING, ZoneId.of("Asia/Tokyo"))))
                .startsWith("20160831T085700Z");
    }

    @Test
    void refusesAYearThatDoesNotFit() {
        assertThatThrownBy(() -> StsRecordWriter.newId("", Clock.fixed(Instant.MAX, ZoneOffset.UTC)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("clock: the year");
    }
}
