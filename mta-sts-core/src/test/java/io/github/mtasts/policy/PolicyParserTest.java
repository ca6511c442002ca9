package io.github.mtasts.policy;

import static io.github.mtasts.policy.PolicySample.invalid;
import static io.github.mtasts.policy.PolicySample.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.SamplesByTag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of {@link PolicySamples}, and properties that no single row can show. */
class PolicyParserTest {
    private static final byte[] PLAIN = PolicySamples.text(
                    "version: STSv1", "mode: enforce", "mx: mx1.example.com", "mx: *.example.net", "max_age: 86400")
            .getBytes(StandardCharsets.US_ASCII);

    static final class Samples extends SamplesByTag<PolicySample> {
        Samples() {
            super(PolicySamples.ALL);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-05")
    void endsLinesAtLfAndCrlfButNotAtABareCr(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-06")
    void needsNoEndOfTheLastLineAndDropsWhiteSpaceAtTheEndOfALine(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-07")
    void takesAnyWhiteSpaceAfterTheColon(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-08")
    void refusesWhiteSpaceBeforeANameOrItsColon(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-09")
    void skipsBlankLinesWithAWarning(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-10")
    void refusesALineWithoutAColon(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-11")
    void asksForTheExactVersion(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-12")
    void takesTheFieldsInAnyOrder(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-13")
    void asksForAModeInLowerCase(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-14")
    void asksForAMaxAgeOfOneToTenDigits(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-15")
    void capsMaxAgeWithAWarning(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-16")
    void takesAMaxAgeOfZero(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-17")
    void asksForAnMxUnlessTheModeIsNone(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-18")
    void takesHostNamesAndNothingElseAsMx(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-19")
    void refusesAnyOtherUseOfTheAsteriskAndLiterals(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-20")
    void collectsMxLinesInTheirOrderAndRefusesLists(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-21")
    void refusesULabelsInMx(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-22")
    void dropsOneTrailingDotOfMx(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-23")
    void takesADifferentlyCasedNameAsUnknown(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-24")
    void ignoresUnknownFields(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-25")
    void ignoresMalformedUnknownFieldsWithAWarning(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-26")
    void countsOnlyTheFirstOfEachFieldButMx(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("STS-3.2-27")
    void judgesOnlyTheFirstOfEachFieldButMx(PolicySample sample) {
        sample.check();
    }

    @ParameterizedTest
    @ArgumentsSource(Samples.class)
    @Tag("not-text")
    void saysWhatIsWrongWithFilesThatWereNotSavedAsPlainUtf8(PolicySample sample) {
        sample.check();
    }

    @Test
    void makesAPolicyThatNobodyCanChange() {
        byte[] body = PLAIN.clone();
        StsPolicy policy = valid(PolicyParser.parse(body)).policy();
        Arrays.fill(body, (byte) 'x');
        Arrays.fill(policy.source(), (byte) 'x');

        assertThat(policy.source()).isEqualTo(PLAIN);
        assertThat(policy.sourceLength()).isEqualTo(PLAIN.length);
        assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(policy.maxAgeSeconds()).isEqualTo(86_400);
        assertThatThrownBy(() -> policy.mxPatterns().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> policy.lines().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void makesEqualPoliciesOfEqualBytesOnly() {
        StsPolicy policy = valid(PolicyParser.parse(PLAIN)).policy();
        byte[] unixText =
                new String(PLAIN, StandardCharsets.US_ASCII).replace("\r", "").getBytes(StandardCharsets.US_ASCII);

        assertThat(policy).isEqualTo(valid(PolicyParser.parse(PLAIN.clone())).policy());
        assertThat(policy)
                .hasSameHashCodeAs(valid(PolicyParser.parse(PLAIN.clone())).policy());
        assertThat(policy).isNotEqualTo(valid(PolicyParser.parse(unixText)).policy());
        assertThat(policy)
                .doesNotHaveSameHashCodeAs(valid(PolicyParser.parse(unixText)).policy());
    }

    @Test
    void quotesAStrangersTextOnOneShortPrintableLine() {
        String value = "\u0000\u001b[31m\u00e9" + "x".repeat(60_000);
        PolicyParse.Invalid invalid = invalid(parse("version: " + value + "\n"));

        assertThat(invalid.reason()).matches("[ -~]{1,200}").contains("??[31m?").contains("xxx...\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "x_", "x-", "x.", "az09AZ"})
    void takesEveryLetterAndDigitInAnUnknownName(String name) {
        assertThat(warningsAbout(name + ": a ~ b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`: x",
                "{: x",
                "@: x",
                "[: x",
                "/: x",
                "x/: x",
                "_: x",
                ": x",
                "x: a\u0000b",
                "x: a\u001fb",
                "x: \u007f"
            })
    void warnsOfAFieldThatIsNone(String line) {
        assertThat(warningsAbout(line)).singleElement().asString().startsWith("line 1: field ");
    }

    @Test
    void boundsTheWarnings() {
        PolicyParse.Valid valid = valid(parse("x:\n".repeat(1000) + new String(PLAIN, StandardCharsets.US_ASCII)));

        assertThat(valid.warnings()).hasSize(21).allMatch(warning -> warning.matches("[ -~]{1,200}"));
        assertThat(valid.warnings().get(20)).isEqualTo("980 more warnings are left out");
    }

    @Test
    @Timeout(120)
    void takesTimeInProportionToTheBody() {
        for (String unit : List.of("x", ":", " ", "\n", "x:\n", " :", "mx: a.b\n", "\r", "\u00ff", "a.", "*.")) {
            String body = unit.repeat(1_000_000 / unit.length());
            parse(body);
            parse("mx: " + body);
            parse("x: " + body);
        }
    }

    /** As the first line, where a colon at its start is at the start of the body too. */
    private static List<String> warningsAbout(String line) {
        return valid(parse(line + "\n" + new String(PLAIN, StandardCharsets.US_ASCII)))
                .warnings();
    }

    private static PolicyParse parse(String octets) {
        return PolicyParser.parse(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
