package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.SamplesByTag;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The rows of {@link StsRecordSamples}, and properties that no single row can show. */
class StsRecordParserTest {
    static final class Samples extends SamplesByTag<StsRecordSample> {
        Samples() {
            super(StsRecordSamples.ALL);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-02")
    void asksForTheExactVersion(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-03")
    void takesTheVersionFirstAndTheOthersInAnyOrder(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-04")
    void asksForAnId(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-05")
    void asksForAnIdOfOneTo32LettersAndDigits(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-06")
    void takesADifferentlyCasedIdAsUnknown(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-08")
    void takesSpacesAndTabsAroundTheSemicolon(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-09")
    void takesOneSemicolonAtTheEnd(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-10")
    void refusesEmptyFieldsAndOtherWhiteSpace(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-11")
    void checksTheNamesOfExtensions(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-12")
    void checksTheValuesOfExtensions(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-13")
    void refusesOctetsOutsideAscii(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-18")
    void refusesARecordWithASyntaxError(StsRecordSample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.1-21")
    void judgesOnlyTheFirstOfEachField(StsRecordSample sample) {
        sample.check();
    }

    @Test
    @Tag("STS-3.1-07")
    void keepsTheCaseOfAnId() {
        assertThat(record("v=STSv1; id=b2")).isNotEqualTo(record("v=STSv1; id=B2"));
        assertThat(record("v=STSv1; id=b2")).isEqualTo(record("v=STSv1;id=b2;"));
        assertThat(record("v=STSv1; id=b2")).hasSameHashCodeAs(record("v=STSv1;id=b2;"));
        assertThat(record("v=STSv1; id=b2").id()).isEqualTo("b2");
        assertThat(record("v=STSv1; id=b2")).doesNotHaveSameHashCodeAs(record("v=STSv1; id=B2"));
    }

    @Test
    void saysWhatARecordStartsWith() {
        assertThat(StsRecordParser.parse(";v=STSv1; id=1"))
                .isEqualTo(new StsRecordParse.Invalid(
                        "the record starts with \"\"; expected \"v=STSv1\" as the first field"));
    }

    @Test
    void makesARecordThatNobodyCanChange() {
        assertThatThrownBy(() -> record("v=STSv1; id=1; x=1").extensions().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void quotesAStrangersTextOnOneShortPrintableLine() {
        StsRecordParse parse = StsRecordParser.parse("v=\r\n\u0000" + "x".repeat(60_000));

        assertThat(((StsRecordParse.Invalid) parse).reason())
                .matches("[ -~]{1,200}")
                .contains("v=???xxx")
                .contains("...");
    }

    @Test
    @Timeout(120)
    void takesTimeInProportionToTheRecord() {
        for (String unit : List.of(" ", ";", "=", "x", "id=1;", "x=1;", "; ", " ;", "AaAa=1;", "AaBB=1;", "BBBB=1;")) {
            String text = unit.repeat(1_000_000 / unit.length());
            assertThat(StsRecordParser.parse(text)).isInstanceOf(StsRecordParse.Invalid.class);
            assertThat(StsRecordParser.parse("v=STSv1;" + text)).isNotNull();
            assertThat(StsRecordParser.parse("v=STSv1; id=" + text)).isNotNull();
        }
    }

    private static StsRecord record(String text) {
        return ((StsRecordParse.Valid) StsRecordParser.parse(text)).record();
    }
}
