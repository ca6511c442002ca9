package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The selection of the MTA-STS record among the TXT records of a name. */
class StsRecordSelectionTest {
    private static final String SPF = "v=spf1 -all";

    @Test
    @Tag("STS-3.1-15")
    void leavesForeignRecordsOut() {
        assertId("1", SPF, "v=STSv1; id=1;");
        assertId("1", "v=STSv1; id=1;", SPF, "", "v=STSv10; id=2", "v=stsv1; id=3;", " v=STSv1; id=4;");
    }

    @Test
    @Tag("STS-3.1-16")
    void refusesMoreThanOneRecord() {
        assertInvalid("more than one", "v=STSv1; id=1;", "v=STSv1; id=2;");
        assertInvalid("more than one", "v=STSv1; id=1;", "v=STSv1; id=!;");
        assertInvalid("more than one", "v=STSv1; id=!;", SPF, "v=STSv1; id=1;");
        assertInvalid("more than one", "v=STSv1; id=1;", "v=STSv1; id=1;");
    }

    @Test
    @Tag("STS-3.1-17")
    void findsNoneAmongForeignRecords() {
        for (List<String> records : List.of(List.<String>of(), List.of(SPF), List.of(SPF, "x"), List.of(""))) {
            assertThat(StsRecordParser.select(records)).isInstanceOf(StsRecordParse.None.class);
        }
    }

    @Test
    @Tag("STS-3.1-18")
    void refusesASoleMalformedRecord() {
        assertInvalid("id is \"a-b\"", "v=STSv1; id=a-b;");
        assertInvalid("id is \"a-b\"", SPF, "v=STSv1; id=a-b;");
        assertInvalid("starts with \"V=STSv1\"", "V=STSv1; id=1");
    }

    @Test
    @Tag("STS-3.1-19")
    void testsTheLiteralPrefixAmongSeveralRecordsOnly() {
        assertId("1", "v=STSv1 ; id=1");
        assertId("2", "v=STSv1 ; id=1", "v=STSv1; id=2");
        assertThat(StsRecordParser.select(List.of("v=STSv1 ; id=1", SPF))).isInstanceOf(StsRecordParse.None.class);
    }

    private static void assertId(String id, String... records) {
        StsRecordParse selection = StsRecordParser.select(List.of(records));
        assertThat(selection).isInstanceOf(StsRecordParse.Valid.class);
        assertThat(((StsRecordParse.Valid) selection).record().id()).isEqualTo(id);
    }

    private static void assertInvalid(String reason, String... records) {
        StsRecordParse selection = StsRecordParser.select(List.of(records));
        assertThat(selection).isInstanceOf(StsRecordParse.Invalid.class);
        assertThat(((StsRecordParse.Invalid) selection).reason()).contains(reason);
    }
}
